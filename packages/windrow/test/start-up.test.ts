import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { commandEnv, MAIN } from './process/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const preload = fileURLToPath(new URL('./process/log-modules.mjs', import.meta.url));

/** The packages and the command's own modules that a command line loads. */
function loadedBy(...args: readonly string[]) {
  const log = join(folder, `${randomUUID()}.log`);
  execFileSync(process.execPath, ['--import', preload, MAIN, ...args], {
    cwd: folder,
    env: { ...commandEnv(), MODULE_LOG: log },
  });
  const urls = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((url) => url.startsWith('file:'));
  const packages = urls.flatMap((url) => /.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  const own = urls.flatMap((url) => /packages\/windrow\/dist\/(.*)$/.exec(url)?.[1] ?? []);
  return { packages: [...new Set(packages)].sort(), own };
}

describe('start-up (heavy packages load when needed; the time is in benchmarks/cli)', () => {
  it.each(['--help', 'pool --help', 'experiment compare --help', '--version'])(
    '%s loads commander and nothing else: no store, no driver, no arrow, no action',
    (line) => {
      const { packages, own } = loadedBy(...line.split(' '));
      expect(packages).toEqual(['commander', 'windrow']);
      expect(own).not.toEqual([]);
      const actions = own.filter(
        (file) =>
          !/^cli\/([a-z-]+\.js|output\/(terminal|clean-text)\.js|commands\/.*\/(add|with)-[a-z-]+\.js)$/.test(file),
      );
      expect(actions).toEqual([]);
    },
  );

  it('a command loads the driver of its own store alone', () => {
    const { packages } = loadedBy('--store', `sqlite:${join(folder, 'store')}`, 'pool', 'list');
    expect(packages).toContain('store-sqlite');
    for (const other of [
      'store-mongo',
      'store-redis',
      'mongodb',
      'ioredis',
      '@clack/prompts',
      'cli-progress',
      'jiti',
    ]) {
      expect(packages).not.toContain(other);
    }
  });
});
