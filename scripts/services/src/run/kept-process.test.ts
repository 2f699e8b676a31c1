import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setInterval } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptProcess } from './kept-process.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'windrow-kept-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function start(script: string): Promise<KeptProcess> {
  return KeptProcess.start({ program: 'sh', args: ['-c', script], cwd: directory, log: join(directory, 'log') });
}

describe('a kept process', () => {
  it('is ended by its stop signal, and tells how it ended', async () => {
    const kept = await start('exec sleep 600');
    expect(alive(kept.pid)).toBe(true);
    await kept.stop();
    expect([alive(kept.pid), kept.endedBy]).toEqual([false, 'SIGTERM']);
  });

  it('tells its exit code and the end of its log when it ends by itself', async () => {
    const kept = await start('echo first; echo second; exit 3');
    expect(await kept.exited).toBe('code 3');
    expect(kept.logEnd(1)).toBe('second');
    kept.release();
  });

  it('takes the processes that it started with it', async () => {
    const kept = await start('sleep 600 & echo $! > child; wait');
    const child = await content(join(directory, 'child'));
    await kept.signal('SIGKILL');
    kept.release();
    await end(Number(child));
    expect(kept.endedBy).toBe('SIGKILL');
  });

  it('that cannot be executed is an error that names it', async () => {
    const missing = { program: '/no/such/program', args: [], cwd: directory, log: join(directory, 'log') };
    await expect(KeptProcess.start(missing)).rejects.toThrow('/no/such/program could not be started');
  });

  it('ends, and its directory goes, when the process that started it is killed', async () => {
    const own = join(directory, 'run');
    const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', OWNER], {
      env: { ...process.env, KEPT: fileURLToPath(new URL('./kept-process.ts', import.meta.url)), OWN: own },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(owner.stdout), 'line');
    const pid = Number(line);
    expect([alive(pid), existsSync(own)]).toEqual([true, true]);
    const gone = removed(own);
    owner.kill('SIGKILL');
    await gone;
    expect(alive(pid)).toBe(false);
  }, 20_000);
});

const OWNER = `
import { mkdirSync } from 'node:fs';
const { KeptProcess } = await import(process.env.KEPT);
const own = process.env.OWN;
mkdirSync(own);
const kept = await KeptProcess.start({ program: 'sleep', args: ['600'], cwd: '/', log: own + '/log', removeDirectory: own });
console.log(kept.pid);
setInterval(() => {}, 1000);
`;

async function content(file: string): Promise<string> {
  for await (const _ of setInterval(10)) {
    if (existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')) break;
  }
  return readFileSync(file, 'utf8').trim();
}

/** Resolves when the process is gone, or dead and only waiting to be noticed. */
async function end(pid: number): Promise<void> {
  for await (const _ of setInterval(10)) {
    if (!alive(pid) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return;
  }
}

function removed(path: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), () => {
      if (existsSync(path)) return;
      watcher.close();
      resolve();
    });
  });
}
