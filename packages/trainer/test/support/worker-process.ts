import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface WorkerCommand {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its own log: a file that nobody else writes. */
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How much of what it complained about is kept, characters. */
const COMPLAINTS = 4_000;

/** A worker process, and what it has written down. */
export class WorkerProcess {
  readonly ended: Promise<WorkerEnd>;
  readonly log: string;
  readonly #child: ChildProcess;
  #complaints = '';

  constructor({ command: [program, ...args], log, env }: WorkerCommand) {
    this.log = log;
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'pipe'],
      ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-COMPLAINTS);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of what it wrote to its standard error. */
  get complaints(): string {
    return this.#complaints;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Whole lines; the last one may have been cut by a kill. */
  lines(): readonly string[] {
    return readLines(this.log);
  }

  /** Resolves when it has written a line that begins so. */
  async wrote(beginning: string): Promise<void> {
    const until = Date.now() + 60_000;
    while (!this.lines().some((line) => line.startsWith(beginning))) {
      if (!this.alive || Date.now() > until) {
        throw new Error(`The worker never wrote ${beginning}: ${this.lines().join('; ')}\n${this.#complaints}`);
      }
      await sleep(20);
    }
  }
}

export function readLines(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}
