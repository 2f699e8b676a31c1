import { parentPort } from 'node:worker_threads';
import type { FromChild, ToChild } from './child-message.js';
import { serveChild } from './serve-child.js';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');

serveChild({
  send: (message: FromChild, transfer = []) => port.postMessage(message, [...transfer]),
  onMessage: (listener) => {
    port.on('message', (message: ToChild) => listener(message));
  },
  memoryBytes: () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
});
