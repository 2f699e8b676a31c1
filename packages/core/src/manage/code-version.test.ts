import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeVersion } from './code-version.js';

describe('rule 1: the version of the code', () => {
  let root: string;
  let nth = 0;
  const git = (cwd: string, ...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...words], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  /** The same working tree under a new path, since each is asked once per process. */
  const fresh = (): string => `${root}${'/'.repeat(++nth)}`;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'code-version-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is undefined without git, without a repository and before the first commit', async () => {
    expect(await codeVersion(join(root, 'nowhere'))).toBeUndefined();
    const empty = mkdtempSync(join(root, 'empty-'));
    git(empty, 'init', '-q');
    expect(await codeVersion(empty)).toBeUndefined();
  });

  it('is the commit, then says when files differ from it, and tells two differences apart', async () => {
    git(root, 'init', '-q');
    writeFileSync(join(root, 'a.txt'), 'one');
    writeFileSync(join(root, '.gitignore'), 'empty-*\n');
    git(root, 'add', '.');
    git(root, 'commit', '-q', '-m', 'first');
    const commit = git(root, 'rev-parse', 'HEAD');
    expect(await codeVersion(fresh())).toBe(commit);
    writeFileSync(join(root, 'a.txt'), 'two');
    const first = await codeVersion(fresh());
    writeFileSync(join(root, 'a.txt'), 'three');
    const second = await codeVersion(fresh());
    writeFileSync(join(root, 'a.txt'), 'two');
    const third = await codeVersion(fresh());
    expect(first).toMatch(new RegExp(`^${commit}-dirty\\.[0-9a-f]{8}$`));
    expect(second).toMatch(new RegExp(`^${commit}-dirty\\.[0-9a-f]{8}$`));
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  it('is asked once per directory', () => {
    expect(codeVersion(root)).toBe(codeVersion(root));
  });
});
