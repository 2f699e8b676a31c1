import { Worker } from 'node:worker_threads';

const EVERY_MS = 500;

/**
 * Ends this process, and what it started, when its parent is gone: also while a train function blocks the main thread, which would not
 * hear that the channel was closed. So a worker that is killed leaves no child behind.
 */
export function watchParent(): void {
  const code = `
    const parent = ${process.ppid};
    setInterval(() => {
      if (process.ppid === parent) return;
      try { process.kill(-process.pid, 'SIGKILL'); } catch {}
      process.kill(process.pid, 'SIGKILL');
    }, ${EVERY_MS});`;
  const watcher = new Worker(code, {
    eval: true,
    execArgv: [],
    env: { NODE_OPTIONS: '' },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  watcher.unref();
}
