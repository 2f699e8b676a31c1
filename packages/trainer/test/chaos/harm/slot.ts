import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '@windrow/test-servers';
import { readLines, type WorkerCommand, WorkerProcess } from '../../support/worker-process.js';
import type { Host } from '../hosts/namespaces.js';

/** How a worker that was not asked to had ended. */
export interface Departure {
  readonly worker: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it had written that a task of it, or an upload, kills it now; or had not begun yet when it was asked to leave. */
  readonly planned: boolean;
  readonly complaints: string;
}

export interface SlotParts {
  readonly name: string;
  /** The command of the worker that has this log. */
  command(log: string): WorkerCommand;
  /** Where logs go. */
  readonly logs: (generation: number) => string;
  readonly proxy?: TcpProxy;
  readonly host?: Host;
  readonly onDeparture: (departure: Departure) => void;
}

const PAUSE_MS = 200;

/**
 * A place in the fleet: a worker process, and the next one as soon as that has ended, until the slot is closed. (As systemd with
 * `Restart=always`.)
 */
export class Slot {
  readonly name: string;
  readonly proxy: TcpProxy | undefined;
  readonly host: Host | undefined;
  /** Set while some harm lasts, so that no other one falls on it. */
  busy = false;
  readonly #parts: SlotParts;
  readonly #logs: string[] = [];
  #worker: WorkerProcess;
  #open = true;
  #killed = false;
  #restarting: Promise<void> = Promise.resolve();

  constructor(parts: SlotParts) {
    this.name = parts.name;
    this.proxy = parts.proxy;
    this.host = parts.host;
    this.#parts = parts;
    this.#worker = this.#start();
  }

  get pid(): number {
    return this.#worker.pid;
  }

  /** Whether its worker has taken anything yet: before that there is nothing to lose. */
  get atWork(): boolean {
    return this.#worker.alive && (statSync(this.#worker.log, { throwIfNoEntry: false })?.size ?? 0) > 0;
  }

  /** Kills the worker; resolves when the next one runs. */
  async kill(): Promise<void> {
    const worker = this.#worker;
    this.#killed = true;
    worker.signal('SIGKILL');
    await worker.ended;
    await this.#restarting;
  }

  /** Asks the worker to leave while it works; one that has not within `ms` is killed, which `onDeparture` tells. */
  async drain(ms: number): Promise<void> {
    const worker = this.#worker;
    worker.signal('SIGTERM');
    const timer = setTimeout(() => worker.signal('SIGKILL'), ms);
    await worker.ended;
    clearTimeout(timer);
    await this.#restarting;
  }

  signal(signal: NodeJS.Signals): void {
    this.#worker.signal(signal);
  }

  /** Asks the worker to leave; how it did. One that does not within `ms` is killed. */
  async close(ms: number): Promise<Departure> {
    this.#open = false;
    await this.#restarting;
    const worker = this.#worker;
    worker.signal('SIGTERM');
    const timer = setTimeout(() => worker.signal('SIGKILL'), ms);
    const end = await worker.ended;
    clearTimeout(timer);
    // One that had only just been started does not listen yet, and holds nothing.
    const planned = end.signal === 'SIGTERM' && readLines(worker.log).length === 0;
    return { worker: worker.log, ...end, planned, complaints: worker.complaints };
  }

  /** Ends whatever runs, at once. */
  destroy(): void {
    this.#open = false;
    this.#worker.signal('SIGKILL');
  }

  #start(): WorkerProcess {
    const log = this.#parts.logs(this.#logs.length);
    this.#logs.push(log);
    const worker = new WorkerProcess(this.#parts.command(log));
    void worker.ended.then((end) => {
      if (!this.#open) return;
      const killed = this.#killed;
      this.#killed = false;
      if (killed) {
        this.#worker = this.#start();
        return;
      }
      this.#restarting = sleep(PAUSE_MS).then(() => {
        const planned = end.signal === 'SIGKILL' && readLines(log).some((line) => line.startsWith('suicide'));
        if (end.code !== 0) this.#parts.onDeparture({ worker: log, ...end, planned, complaints: worker.complaints });
        if (this.#open) this.#worker = this.#start();
      });
    });
    return worker;
  }
}
