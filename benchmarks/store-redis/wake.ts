import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer } from './peer.js';

/** A number that no other task has. */
let next = 1_000_000;

/** With that many idle claimers in another process: ms from the call that stores a task here to the moment one of them holds it. */
export async function wakeTimes(peer: Peer, claimers: number, rounds: number): Promise<readonly number[]> {
  const child = fork(new URL('./wake-child.ts', import.meta.url), [...peer.wake, String(claimers)]);
  await heard(child, (message) => message === 'ready');
  const times: number[] = [];
  for (let round = -10; round < rounds; round += 1) {
    // Lets all of them fall asleep again.
    await sleep(5);
    const completed = heard(child, (message) => message === 'completed');
    const held = heard(child, (message) => typeof message === 'object');
    const start = process.hrtime.bigint();
    next += 1;
    await peer.submitOne(next);
    const { held: at } = (await held) as { readonly held: string };
    if (round >= 0) times.push(Number(BigInt(at) - start) / 1e6);
    await completed;
  }
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
  return times;
}

function heard(child: ChildProcess, suits: (message: unknown) => boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      child.off('message', hear);
      child.off('exit', fail);
    };
    const hear = (message: unknown): void => {
      if (!suits(message)) return;
      stop();
      resolve(message);
    };
    const fail = (code: number | null): void => {
      stop();
      reject(new Error(`the idle process ended with ${code}`));
    };
    child.on('message', hear);
    child.on('exit', fail);
  });
}
