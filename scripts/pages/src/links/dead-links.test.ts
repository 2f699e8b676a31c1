import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { pagePaths } from '../read/find-pages.js';
import { deadLinks } from './dead-links.js';

it('finds links to files and headings that are not there, and only these', () => {
  const top = mkdtempSync(join(tmpdir(), 'windrow-links-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  mkdirSync(join(top, 'docs'));
  writeFileSync(join(top, 'docs/a.md'), '# The `code` here\n\n## 同步\n\n## Twice\n\n## Twice\n');
  const good =
    '[a](docs/a.md#the-code-here) [b](docs/a.md#同步) [c](docs/a.md#twice-1) [d](#top) [e](https://example.org/x)';
  writeFileSync(join(top, 'README.md'), `# Top\n\n${good}\n\n![f](docs/f.png) [g](docs/a.md#nothing)\n\n[h](#gone)\n`);
  expect(deadLinks(top, ['README.md', 'docs/a.md'])).toEqual([
    'README.md:5: docs/f.png: no such file',
    'README.md:5: docs/a.md#nothing: no such heading',
    'README.md:7: #gone: no such heading',
  ]);
});

it('finds none in the pages of the repository', () => {
  const top = fileURLToPath(new URL('../../../../', import.meta.url));
  expect(deadLinks(top, pagePaths(top))).toEqual([]);
});
