import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './page-block.js';
import { readPage } from './read-page.js';

const KINDS = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
];

/** The paths of all pages that people read, also of those not committed yet. */
export function pagePaths(top: string): readonly string[] {
  const kinds = KINDS.map((kind) => `:(glob)${kind}`);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...kinds], {
    cwd: top,
  });
  return [...new Set(listed.toString().split('\0').filter(Boolean))].sort();
}

export function findPages(top: string): readonly Page[] {
  return pagePaths(top).map((path) => readPage(path, readFileSync(join(top, path), 'utf8')));
}
