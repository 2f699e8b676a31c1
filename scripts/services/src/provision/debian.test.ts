import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { debianMirror } from './debian.js';

let etc: string;
beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), 'windrow-apt-'));
  mkdirSync(join(etc, 'sources.list.d'));
});
afterEach(() => rmSync(etc, { recursive: true, force: true }));

it('finds the mirror in one-line sources, past comments and other archives', () => {
  const lines = [
    '# deb http://old.test/debian x main',
    'deb http://a.test/tools x main',
    'deb [arch=amd64] http://b.test/debian x main',
  ];
  writeFileSync(join(etc, 'sources.list'), lines.join('\n'));
  expect(debianMirror(etc)).toBe('http://b.test/debian');
});

it('finds it in sources of the newer form, and not the security archive', () => {
  const stanza = (uri: string): string => `Types: deb\nURIs: ${uri}\nSuites: x\n`;
  writeFileSync(
    join(etc, 'sources.list.d', 'debian.sources'),
    `${stanza('http://c.test/debian-security')}\n${stanza('http://c.test/debian/')}`,
  );
  expect(debianMirror(etc)).toBe('http://c.test/debian/');
});

it('is undefined where there is none', () => {
  expect(debianMirror(etc)).toBeUndefined();
});
