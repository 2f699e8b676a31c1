import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WindrowError } from '@windrow/core';

/** `WORKER_PROCESS`: worker processes ended by themselves, again and again. */
export class WorkerProcessError extends WindrowError {
  readonly code = 'WORKER_PROCESS';
  constructor(
    readonly deaths: number,
    why: string,
  ) {
    super(
      `Worker processes ended by themselves ${deaths} times, the last one ${why}. Run with isolate: inline to see what they do.`,
    );
  }
}

export interface WorkerProcesses {
  /** Rejects when they cannot be kept alive. */
  readonly broken: Promise<never>;
  /** Asks all to leave when what they run has ended, and waits for that. */
  stop(): Promise<void>;
}

/** How many deaths are more than bad luck. */
const mostDeaths = 5;
const keptOutput = 2_000;
const IDLE_MS = 2_000;

/**
 * `count` processes of `windrow worker POOL`, each with a store of its own. One that ends by itself is replaced; its task is claimed again
 * when its lease has run out. They leave when nothing waits, so that none stays behind when this process is killed.
 */
export function startWorkerProcesses(
  pool: string,
  experiment: string,
  count: number,
  options: { readonly store: string | undefined; readonly config: string | undefined },
): WorkerProcesses {
  const main = fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? new URL('../../main.ts', import.meta.url)
      : new URL('../../main.js', import.meta.url),
  );
  const config = options.config === undefined ? [] : ['--config', options.config];
  const args = [...process.execArgv, main, ...config, 'worker', pool, '--until-empty', '--experiment', experiment];
  // By the environment, not the command line: a URL may carry a password, and command lines are for everybody to see.
  const env = options.store === undefined ? process.env : { ...process.env, WINDROW_STORE: options.store };
  const children = new Map<ChildProcess, Promise<void>>();
  let fail: (error: unknown) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {});
  let stopping = false;
  let deaths = 0;
  const again = new Set<NodeJS.Timeout>();

  const start = (): void => {
    const child = spawn(process.execPath, args, {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      // A terminal's Ctrl-C goes to this process alone, which asks the others: a second signal would end them at once.
      detached: true,
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-keptOutput);
    });
    const ended = new Promise<void>((resolve) => {
      for (const event of ['close', 'error']) child.once(event, () => resolve());
    });
    children.set(child, ended);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      children.delete(child);
      if (stopping) return;
      if (code === 0) {
        // Nothing waits now, but what another holds may come back.
        again.add(setTimeout(start, IDLE_MS));
        return;
      }
      deaths += 1;
      if (deaths < mostDeaths) start();
      else
        fail(
          new WorkerProcessError(deaths, `by ${signal ?? `exit code ${code}`}${said === '' ? '' : `: ${said.trim()}`}`),
        );
    });
  };
  for (let started = 0; started < count; started++) start();

  return {
    broken,
    async stop() {
      stopping = true;
      for (const timer of again) clearTimeout(timer);
      for (const child of children.keys()) child.kill('SIGTERM');
      await Promise.all(children.values());
    },
  };
}
