import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { TrainContext } from '@windrow/core';

/** Train functions for children, named in tests by this module's URL and their export. */

export const where = (): unknown => ({ pid: process.pid, isMainThread });

export const echo = (input: unknown): unknown => input;

export const context = (input: unknown, { attempt, claim, tags, args, progress, log }: TrainContext): unknown => {
  log('at work');
  progress({ half: true });
  return { input, attempt, taskId: claim?.taskId, fence: claim?.fence, tags, args };
};

export const values = (): unknown => ({
  array: Float64Array.of(1, Number.NaN, -0),
  date: new Date(0),
  map: new Map([['a', new Set([1n])]]),
  none: undefined,
});

export const notEncodable = (): unknown => () => 'a function';

export const throws = (input: unknown): never => {
  const { kind } = input as { kind: string };
  if (kind === 'string') throw 'plain words';
  if (kind === 'undefined') throw undefined;
  if (kind === 'frozen') throw Object.freeze(new Error('frozen'));
  if (kind === 'long') throw new Error('x'.repeat(100 * 1024 * 1024));
  if (kind === 'coded') throw Object.assign(new TypeError('with a code'), { code: 'E_CODE' });
  const error: Error & { self?: unknown } = new Error('cycle');
  error.self = error;
  error.cause = error;
  throw error;
};

/** Answers with the code of its abort. */
export const untilAborted = (_: unknown, { signal, progress }: TrainContext): Promise<never> => {
  progress('begun');
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      const { code, taskId } = signal.reason as { code: string; taskId: string };
      reject(Object.assign(new Error(`told ${code} of ${taskId}`), { code: `SAW_${code}` }));
    });
  });
};

export const hangs = (input: unknown, { progress }: TrainContext): Promise<unknown> => {
  progress({ pid: process.pid });
  return (input as { hang?: boolean }).hang === false ? Promise.resolve(process.pid) : new Promise(() => {});
};

/** Never looks up from its work. */
export const blocksForEver = (_: unknown, { progress }: TrainContext): never => {
  progress({ pid: process.pid });
  for (;;);
};

export const blocks = (_: unknown, { args }: TrainContext): number => {
  const until = Date.now() + (args as number);
  while (Date.now() < until);
  return process.pid;
};

export const exits = (input: unknown): unknown => {
  const { code } = input as { code?: number };
  if (code !== undefined) process.exit(code);
  return 'stayed';
};

export const crashes = async (input: unknown): Promise<unknown> => {
  if ((input as { crash?: boolean }).crash !== true) return 'stayed';
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
  return new Promise(() => {});
};

const kept: unknown[] = [];

/** Keeps 50 MB of every task. */
export const leaks = (): number => {
  kept.push(Buffer.alloc(50 * 1024 * 1024, 1));
  return process.memoryUsage().rss;
};

export const growsItsHeap = (input: unknown): unknown => {
  if ((input as { grow?: boolean }).grow !== true) return 'stayed';
  const list: unknown[] = [];
  for (;;) list.push({ text: `${list.length}`.repeat(20) });
};

/** Buffers are outside of V8's heap. */
export const growsItsBuffers = async (): Promise<never> => {
  const list: unknown[] = [];
  for (;;) {
    list.push(Buffer.alloc(8 * 1024 * 1024, 1));
    await sleep(20);
  }
};

/** Starts a process of its own and hangs. */
export const startsAnother = (_: unknown, { progress }: TrainContext): Promise<never> => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  progress({ pid: process.pid, other: child.pid });
  return new Promise(() => {});
};
