import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the clock of a server has moved on by `ms`, read from the server itself: the `advance` of its harness. */
export async function passServerTime(store: { now(): Promise<number> }, ms: number): Promise<void> {
  const end = (await store.now()) + ms;
  for (let left = ms; left > 0; left = end - (await store.now())) await sleep(Math.ceil(left));
}
