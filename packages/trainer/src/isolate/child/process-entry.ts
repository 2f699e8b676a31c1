import { toAttemptError } from '@windrow/core';
import type { FromChild, ToChild } from './child-message.js';
import { serveChild } from './serve-child.js';
import { watchParent } from './watch-parent.js';

// A service manager signals every process of the service; the worker decides what becomes of its children.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
watchParent();

function send(message: FromChild): void {
  // A worker that is gone takes no message; this process ends then.
  process.send?.(message, undefined, undefined, () => {});
}

process.on('uncaughtExceptionMonitor', (error) => send({ kind: 'crashed', error: toAttemptError(error) }));

serveChild({
  send,
  onMessage: (listener) => {
    process.on('message', (message) => listener(message as ToChild));
  },
  memoryBytes: () => process.memoryUsage.rss(),
});
