import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a command printed, standard error included, in the order in which it came. */
export interface Ran {
  readonly code: number | string;
  readonly printed: string;
}

const LIMIT_MS = 300_000;

/** Runs a program in a page's folder, as a user would who has installed Windrow there. */
export function runInPage(folder: string, page: string, program: string, args: readonly string[]): Promise<Ran> {
  const bin = join(folder, 'node_modules/.bin');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    NODE_OPTIONS: '--conditions=@windrow/source',
    NO_COLOR: '1',
    TZ: 'UTC',
  };
  for (const name of Object.keys(env)) if (/^(VITEST|WINDROW_|npm_|NODE_ENV|FORCE_COLOR)/.test(name)) delete env[name];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: join(folder, page),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // With all that it started: a page may leave something in the background.
    const end = (): void => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // Nothing of it is left.
      }
    };
    const timer = setTimeout(end, LIMIT_MS);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('exit', end);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? signal ?? 'unknown', printed });
    });
  });
}

/** Runs a block of shell. It begins in the folder in which the block before it on the page ended. */
export function runShell(folder: string, page: string, script: string): Promise<Ran> {
  const place = `'${join(folder, page, '.place')}'`;
  const session = `cd "$(cat ${place} 2>/dev/null || pwd)"\n${script}\npwd >${place}`;
  return runInPage(folder, page, 'bash', ['-euo', 'pipefail', '-c', session]);
}

export const runProgram = (folder: string, page: string, file: string): Promise<Ran> =>
  runInPage(folder, page, process.execPath, ['--import', import.meta.resolve('tsx'), file]);
