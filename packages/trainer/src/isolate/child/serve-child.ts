import {
  type AttemptError,
  decodeValue,
  type EncodedValue,
  encodeValue,
  TaskAbortedError,
  type TrainContext,
  type TrainFunction,
  toAttemptError,
  WindrowError,
} from '@windrow/core';
import { loadHandler } from '../load-handler.js';
import type { PreparedFunction } from '../prepared-function.js';
import { ChildCalls } from './child-calls.js';
import type { FromChild, ToChild } from './child-message.js';
import { ProgressThrottle } from './progress-throttle.js';

const MEMORY_EVERY_MS = 200;

/** A child's way to its worker. */
export interface ChildPort {
  send(message: FromChild, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: ToChild) => void): void;
  memoryBytes(): number;
}

/** The life of a child: loads its train function once, then runs one attempt after the other. It opens no store. */
export function serveChild(port: ChildPort): void {
  let handler: TrainFunction;
  let args: EncodedValue;
  let current:
    | { readonly run: number; readonly taskId: string; readonly abort: AbortController; readonly calls: ChildCalls }
    | undefined;

  port.onMessage((message) => {
    if (message.kind === 'load') void load(message);
    else if (message.kind === 'run') void run(message);
    else if (message.kind === 'exit') process.exit(0);
    else if (current?.run !== message.run) return;
    else if (message.kind !== 'abort') current.calls.hear(message);
    else current.abort.abort(new TaskAbortedError(message.reason, current.taskId));
  });
  setInterval(() => port.send({ kind: 'memory', memoryBytes: port.memoryBytes() }), MEMORY_EVERY_MS).unref();

  async function load(message: Extract<ToChild, { kind: 'load' }>): Promise<void> {
    try {
      handler = await loadHandler(message.handler);
      ({ args } = message);
      await (handler as PreparedFunction).prepare?.(decodeValue(args));
      port.send({ kind: 'loaded', memoryBytes: port.memoryBytes() });
    } catch (error) {
      port.send({
        kind: 'load-failed',
        reason: (error as { reason?: string }).reason ?? (error instanceof Error ? error.message : String(error)),
      });
    }
  }

  async function run(message: Extract<ToChild, { kind: 'run' }>): Promise<void> {
    const { run, claim, attempt, tags, input } = message;
    const abort = new AbortController();
    const calls = new ChildCalls(run, port.send);
    current = { run, taskId: claim?.taskId ?? '', abort, calls };
    const progress = new ProgressThrottle((value) => port.send({ kind: 'progress', run, value }));
    const context: TrainContext = {
      signal: abort.signal,
      attempt,
      ...(claim === undefined ? {} : { claim }),
      tags,
      args: decodeValue(args),
      progress: (value) => progress.tell(value),
      log: (text) => port.send({ kind: 'log', run, message: String(text) }),
    };
    calls.offerTo(context);
    try {
      const result = encodeValue(await handler(decodeValue(input), context));
      progress.end();
      const { buffer, byteLength } = result.bytes;
      // Bytes that are a whole buffer move; a slice of a shared one is copied.
      const transfer = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
      port.send({ kind: 'returned', run, result, memoryBytes: port.memoryBytes() }, transfer);
    } catch (thrown) {
      progress.end();
      port.send({ kind: 'threw', run, error: tellable(thrown), memoryBytes: port.memoryBytes() });
    } finally {
      current = undefined;
    }
  }
}

function tellable(thrown: unknown): AttemptError {
  // An error that cannot be told must not take the child with it.
  return WindrowError.is(thrown) ? { ...toAttemptError(thrown), code: thrown.code } : toAttemptError(thrown);
}
