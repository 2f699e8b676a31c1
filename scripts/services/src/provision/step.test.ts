import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory } from './cache.js';
import { runCommand } from './command.js';
import { withLock } from './lock.js';
import { clearDirectory, isComplete, mountsBelow, provide, type Step } from './step.js';

let cache: string;
let said: string[];
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'windrow-provision-'));
  said = [];
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** Resolves when another process has made this file in the cache directory. */
async function appearance(name: string): Promise<void> {
  for await (const _ of setInterval(10)) if (existsSync(join(cache, name))) return;
}

const say = (line: string): void => void said.push(line);

function step(build: Step['build']): Step {
  return { name: 'thing', directory: join(cache, 'thing'), about: 'making it', build };
}

describe('a provisioning step', () => {
  it('builds once and says so; the next time it is already there', async () => {
    let builds = 0;
    const thing = step(async (directory) => {
      builds++;
      writeFileSync(join(directory, 'program'), '');
    });
    await provide(thing, { say, lockFd: 0 });
    await provide(thing, { say, lockFd: 0 });
    expect(builds).toBe(1);
    expect(said).toEqual(['thing: making it', 'thing: ready after 0 s', 'thing: already there']);
  });

  it('that failed half-way is started over from an empty directory', async () => {
    const failing = step(async (directory) => {
      writeFileSync(join(directory, 'half'), '');
      throw new Error('the network is gone');
    });
    await expect(provide(failing, { say, lockFd: 0 })).rejects.toThrow('the network is gone');
    expect(isComplete(failing.directory)).toBe(false);
    await provide(
      step(async (directory) => expect(existsSync(join(directory, 'half'))).toBe(false)),
      { say, lockFd: 0 },
    );
    expect(isComplete(failing.directory)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'clears a directory that an earlier build left with a file system mounted in it',
    async () => {
      const mount = join(cache, 'thing', 'root with space', 'proc');
      mkdirSync(mount, { recursive: true });
      await runCommand(
        { program: 'mount', args: ['-t', 'tmpfs', 'none', mount], log: join(cache, 'log') },
        { say, lockFd: 0 },
      );
      expect(mountsBelow(join(cache, 'thing'))).toEqual([mount]);
      clearDirectory(join(cache, 'thing'));
      expect([mountsBelow(cache), existsSync(join(cache, 'thing'))]).toEqual([[], false]);
    },
  );
});

describe('a provisioning command', () => {
  it('is tried again, and its last words are quoted when it keeps failing', async () => {
    const args = ['-c', 'echo try >> tries; echo broken pipe dream; exit 4'];
    const failing = runCommand(
      { program: 'sh', args, cwd: cache, log: join(cache, 'log'), attempts: 2, pauseMs: 1 },
      { say, lockFd: 0 },
    );
    await expect(failing).rejects.toThrow(/code 4[\s\S]*broken pipe dream/);
    expect(readFileSync(join(cache, 'tries'), 'utf8')).toBe('try\ntry\n');
    expect(said).toEqual(['sh -c failed (broken pipe dream), trying again (2 of 2)']);
  });

  it('is ended when it exceeds its bound', async () => {
    const hanging = runCommand(
      { program: 'sleep', args: ['600'], log: join(cache, 'log'), timeoutMs: 100 },
      { say, lockFd: 0 },
    );
    await expect(hanging).rejects.toThrow('time bound');
  });
});

describe('the provisioning lock', () => {
  it('lets one in at a time, and tells the next one who is in', async () => {
    const order: string[] = [];
    let leave: () => void = () => {};
    let first: Promise<void> = Promise.resolve();
    await new Promise<void>((inside) => {
      first = withLock(join(cache, 'lock'), async () => {
        order.push('first in');
        inside();
        await new Promise<void>((resolve) => {
          leave = resolve;
        });
        order.push('first out');
      });
    });
    const second = withLock(join(cache, 'lock'), async () => void order.push('second in'), {
      onWait: (holder) => {
        order.push(holder.replace(/ since.*/, ''));
        leave();
      },
    });
    await Promise.all([first, second]);
    expect(order).toEqual(['first in', `process ${process.pid}`, 'first out', 'second in']);
  });

  it('is held by a command that outlives its killed starter, then falls free', async () => {
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', STARTER], {
      env: { ...process.env, HERE: fileURLToPath(new URL('.', import.meta.url)), CACHE: cache },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await appearance('began');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    const taken = withLock(join(cache, 'lock'), async () => undefined, { timeoutMs: 100 });
    await expect(taken).rejects.toThrow('still locked by another process');
    writeFileSync(join(cache, 'end'), '');
    await withLock(join(cache, 'lock'), async () => undefined, { timeoutMs: 10_000 });
  }, 20_000);
});

const STARTER = `
const { withLock } = await import(process.env.HERE + 'lock.ts');
const { runCommand } = await import(process.env.HERE + 'command.ts');
const { CACHE } = process.env;
await withLock(CACHE + '/lock', async (lockFd) => {
  await runCommand({ program: 'sh', args: ['-c', 'touch began; until [ -e end ]; do sleep 0.05; done'], cwd: CACHE, log: CACHE + '/log' }, { say() {}, lockFd });
});
`;

describe('the cache directory', () => {
  it('is the one that WINDROW_SERVICES_DIR names, else in the user’s cache', () => {
    expect(cacheDirectory({ WINDROW_SERVICES_DIR: '/srv/cache' })).toBe('/srv/cache');
    expect(cacheDirectory({ XDG_CACHE_HOME: '/var/me/c' })).toBe('/var/me/c/windrow-services');
    expect(cacheDirectory({})).toMatch(/\.cache.windrow-services$/);
  });
});
