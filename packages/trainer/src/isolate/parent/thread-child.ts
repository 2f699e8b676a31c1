import type { FromChild, ToChild } from '../child/child-message.js';
import type { Child, ChildEnd, ChildOptions } from './child.js';
import { childEntry } from './child-entry.js';
import { startModuleThread } from './module-thread.js';

/** A worker thread. Its heap is limited by V8; code that does not return to JavaScript cannot be ended in it. */
export function startThread({ module, memoryLimitBytes }: ChildOptions): Child {
  const thread = startModuleThread(
    childEntry('thread'),
    module,
    memoryLimitBytes === undefined
      ? {}
      : { resourceLimits: { maxOldGenerationSizeMb: Math.floor(memoryLimitBytes / 1024 / 1024) } },
  );
  let cause: unknown;
  thread.on('error', (error) => {
    cause = error;
  });
  const ended = new Promise<ChildEnd>((resolve) => {
    thread.once('exit', (exitCode) => resolve({ exitCode, ...(cause === undefined ? {} : { cause }) }));
  });
  return {
    isolate: 'thread',
    ended,
    send: (message: ToChild, transfer = []) => thread.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      thread.on('message', (message: FromChild) => listener(message));
    },
    kill: () => {
      void thread.terminate();
    },
  };
}
