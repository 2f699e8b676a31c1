import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A server program to run, and how it is ended. */
export interface KeptProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Its output, appended. */
  readonly log: string;
  /** The signal that ends it in order. Default SIGTERM; SIGKILL follows after 5 s. */
  readonly stopSignal?: NodeJS.Signals;
  /** A directory to delete when the process that started the server has ended without stopping it. */
  readonly removeDirectory?: string;
}

/** A running server program. It never outlives the process that started it, not even when that one is killed. */
export class KeptProcess {
  readonly pid: number;
  /** Resolves with the exit code or signal when the program has ended. */
  readonly exited: Promise<string>;
  readonly #keeper: ChildProcess;
  readonly #log: string;
  #reason: string | undefined;

  private constructor(pid: number, exited: Promise<string>, keeper: ChildProcess, log: string) {
    this.pid = pid;
    this.#keeper = keeper;
    this.#log = log;
    this.exited = exited.then((reason) => {
      this.#reason = reason;
      return reason;
    });
  }

  /**
   * Starts the program.
   * @throws Error when it cannot be executed
   */
  static async start(program: KeptProgram): Promise<KeptProcess> {
    const keeperFile = fileURLToPath(new URL('./keeper.mjs', import.meta.url));
    const spec = { stopSignal: 'SIGTERM', ...program };
    const keeper = fork(keeperFile, [JSON.stringify(spec)], {
      detached: true,
      execArgv: [],
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let onExit: (reason: string) => void = () => {};
    const exited = new Promise<string>((resolve) => {
      onExit = resolve;
    });
    keeper.once('exit', () => onExit('its keeper ended'));
    const pid = await new Promise<number>((resolve, reject) => {
      keeper.once('error', reject);
      keeper.on('message', (message: { event: string; pid?: number; reason?: string }) => {
        if (message.event === 'started' && message.pid !== undefined) return resolve(message.pid);
        if (message.event !== 'exited') return;
        reject(new Error(`${program.program} could not be started: ${message.reason}`));
        onExit(message.reason ?? 'unknown');
      });
      void exited.then(() => reject(new Error(`${program.program} could not be started: its keeper ended`)));
    });
    // Neither the process nor its channel holds this process back from ending.
    keeper.unref();
    keeper.channel?.unref();
    return new KeptProcess(pid, exited, keeper, program.log);
  }

  /** How it ended, or undefined while it runs. */
  get endedBy(): string | undefined {
    return this.#reason;
  }

  /**
   * Sends a signal to the program's process group. For SIGKILL and SIGTERM it resolves when the program has ended, for
   * others when the signal has been sent.
   */
  async signal(name: NodeJS.Signals): Promise<void> {
    if (this.#reason !== undefined) return;
    const signalled = new Promise<void>((resolve) => {
      this.#keeper.on('message', function listen(this: ChildProcess, message: { event: string }) {
        if (message.event !== 'signalled') return;
        this.off('message', listen);
        resolve();
      });
    });
    this.#send({ signal: name });
    await this.#holding(
      name === 'SIGKILL' || name === 'SIGTERM' ? this.exited : Promise.race([signalled, this.exited]),
    );
  }

  /** Ends the program in order (SIGKILL after 5 s), waits until it has ended and lets go of it. */
  async stop(): Promise<void> {
    this.#send({});
    await this.#holding(this.exited);
    this.release();
  }

  /** Tells the keeper that its work is done: the program has ended, and its directory is the caller's matter. */
  release(): void {
    if (this.#keeper.connected) this.#keeper.send({ release: true }, () => {});
  }

  /** The end of what it printed, for messages. */
  logEnd(lines = 15): string {
    return readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  #send(message: object): void {
    if (this.#reason === undefined && this.#keeper.connected) this.#keeper.send(message, () => {});
  }

  /** Waits for the keeper's word, which alone does not hold the event loop open. */
  async #holding(word: Promise<unknown>): Promise<void> {
    this.#keeper.channel?.ref();
    await word;
    this.#keeper.channel?.unref();
  }
}
