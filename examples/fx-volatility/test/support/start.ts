import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error has a match. */
  seen(pattern: RegExp): Promise<void>;
}

/** `npm start` as a process of its own. */
export function start(...args: readonly string[]): Started {
  // Node itself, not npm, so that signals reach the example.
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@windrow/source', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  const waiting: { readonly pattern: RegExp; resolve(): void }[] = [];
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
    for (const { pattern, resolve } of waiting) if (pattern.test(stderr)) resolve();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        if (pattern.test(stderr)) resolve();
        waiting.push({ pattern, resolve });
        void ended.then(() => reject(new Error(`The example ended before it said ${pattern}:\n${stderr}`)));
      }),
  };
}
