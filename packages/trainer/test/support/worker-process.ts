import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WorkerSettings } from './worker-settings.js';

const program = fileURLToPath(new URL('./sqlite-worker.ts', import.meta.url));

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A worker process, and what it has written down. */
export class WorkerProcess {
  readonly ended: Promise<WorkerEnd>;
  readonly #child: ChildProcess;

  constructor(readonly settings: WorkerSettings) {
    this.#child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=@windrow/source', program, JSON.stringify(settings)],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Whole lines; the last one may have been cut by a kill. */
  lines(): readonly string[] {
    return readLines(this.settings.log);
  }

  /** Resolves when it has written a line that begins so. */
  async wrote(beginning: string): Promise<void> {
    const until = Date.now() + 60_000;
    while (!this.lines().some((line) => line.startsWith(beginning))) {
      if (!this.alive || Date.now() > until)
        throw new Error(`The worker never wrote ${beginning}: ${this.lines().join('; ')}`);
      await sleep(20);
    }
  }
}

export function readLines(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}
