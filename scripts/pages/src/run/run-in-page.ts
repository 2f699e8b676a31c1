import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a command printed, standard error included, in the order in which it came. */
export interface Ran {
  readonly code: number | string;
  readonly printed: string;
}

const LIMIT_MS = 100_000;

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
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', printed }));
  });
}

export const runShell = (folder: string, page: string, script: string): Promise<Ran> =>
  runInPage(folder, page, 'bash', ['-euo', 'pipefail', '-c', script]);

export const runProgram = (folder: string, page: string, file: string): Promise<Ran> =>
  runInPage(folder, page, process.execPath, ['--import', import.meta.resolve('tsx'), file]);
