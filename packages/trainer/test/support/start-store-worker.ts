import { fileURLToPath } from 'node:url';
import { WorkerProcess } from './worker-process.js';
import type { WorkerSettings } from './worker-settings.js';

const program = fileURLToPath(new URL('./store-worker.ts', import.meta.url));

/** A worker process over any store, from its TypeScript sources. */
export function startStoreWorker(settings: WorkerSettings): WorkerProcess {
  const command = [
    process.execPath,
    '--import',
    'tsx',
    '--conditions=@windrow/source',
    program,
    JSON.stringify(settings),
  ] as const;
  return new WorkerProcess({ command: [...command], log: settings.log });
}
