import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 5_000;
const MAX_DIFF_BYTES = 64 * 1024 * 1024;

const known = new Map<string, Promise<string | undefined>>();

/**
 * The version of the code in a directory: git's commit, and where files differ from it `-dirty.` with a short hash of the
 * difference, so that two states of one working tree are told apart (`-unchecked` where git did not answer in 5 s). `undefined` where there is no git or no commit yet: that
 * is no failure. Asked once per directory and process; takes no lock in the repository.
 */
export function codeVersion(directory: string = process.cwd()): Promise<string | undefined> {
  let version = known.get(directory);
  if (version === undefined) {
    version = readVersion(directory);
    known.set(directory, version);
  }
  return version;
}

async function readVersion(directory: string): Promise<string | undefined> {
  const commit = (await git(directory, 'rev-parse', '--verify', 'HEAD'))?.trim();
  if (commit === undefined || commit === '') return undefined;
  const changes = await git(directory, 'status', '--porcelain', '--untracked-files=normal');
  if (changes === undefined) return `${commit}-unchecked`;
  if (changes === '') return commit;
  const difference = await git(directory, 'diff', 'HEAD', '--no-ext-diff', '--no-textconv');
  return `${commit}-dirty.${hash('sha256', `${changes}\n${difference ?? ''}`, 'hex').slice(0, 8)}`;
}

async function git(directory: string, ...words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['--no-optional-locks', ...words], {
      cwd: directory,
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_DIFF_BYTES,
      windowsHide: true,
    });
    return stdout;
  } catch {
    return undefined;
  }
}
