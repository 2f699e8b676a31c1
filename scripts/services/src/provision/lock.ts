import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs `work` while no other process does so under the same lock file.
 *
 * The lock is a `flock` on an open file that `work` receives as a descriptor to hand to the programs it starts: it is
 * released when this process and all of those have ended, however they ended, so a killed run leaves no stale lock and
 * no unattended program writes beside the next run.
 *
 * @param onWait called once, with what the holder wrote of itself, when the lock is taken
 * @throws Error when the lock cannot be had within `timeoutMs`
 */
export async function withLock<T>(
  file: string,
  work: (lockFd: number) => Promise<T>,
  options: { readonly timeoutMs?: number; readonly onWait?: (holder: string) => void } = {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a+');
  try {
    if (!(await flock(fd, ['--nonblock']))) {
      options.onWait?.(readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '');
      const timeoutMs = options.timeoutMs ?? 25 * 60_000;
      if (!(await flock(fd, ['--timeout', String(timeoutMs / 1000)]))) {
        throw new Error(`${file} is still locked by another process after ${timeoutMs / 1000} s; end it and run again`);
      }
    }
    writeSync(fd, `process ${process.pid} since ${new Date().toISOString()}\n`);
    return await work(fd);
  } finally {
    closeSync(fd);
  }
}

/** The descriptor is shared with the child, so the lock outlives it and stays with this process. */
function flock(fd: number, how: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['--exclusive', ...how, '3'], { stdio: ['ignore', 'ignore', 'inherit', fd] });
    child.once('error', (cause) =>
      reject(new Error('the program flock (util-linux) is needed to provision', { cause })),
    );
    child.once('exit', (code) => resolve(code === 0));
  });
}
