import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProcess } from './kept-process.js';

/**
 * Waits until `answers` says the server does.
 * @throws Error with the end of the server's log when it ends before, or has not answered within `timeoutMs`
 */
export async function untilReady(
  name: string,
  server: KeptProcess,
  answers: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (server.endedBy !== undefined) {
      throw new Error(`${name} ended while starting (${server.endedBy}):\n${server.logEnd()}`);
    }
    if (await answers()) return;
    if (performance.now() > deadline) {
      throw new Error(`${name} did not answer within ${timeoutMs / 1000} s:\n${server.logEnd()}`);
    }
    await sleep(25);
  }
}

/** Sends `request` to a loopback port or socket file and resolves with the first bytes of the answer, or nothing. */
export function exchange(
  to: number | string,
  request: string | Uint8Array,
  timeoutMs = 2000,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to);
    const finish = (answer: Buffer | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
    socket.once('connect', () => socket.write(request));
    socket.once('data', finish);
  });
}
