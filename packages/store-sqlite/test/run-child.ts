import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Node process that runs one of the programs beside the tests, and speaks in lines. */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor(program: string, args: readonly string[], options: { readonly uid?: number } = {}) {
    const path = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
    this.#process = spawn(process.execPath, ['--import', 'tsx', '-C', '@windrow/source', path, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      ...options,
    });
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#errors += text.toString();
    });
    this.#lines = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** The next line it says. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`The child ended early. ${this.#errors}`);
    return value;
  }

  /** Lets it go on, where it waits for that. */
  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** SIGKILL: it does nothing more. */
  async kill(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  /** Its exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    const [code] = (await once(this.#process, 'exit')) as [number | null];
    return code;
  }
}
