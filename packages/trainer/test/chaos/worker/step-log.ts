import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * A log whose lines are on the disk before the next step is taken: whoever writes one waits for it. Lines of several tasks at once
 * share one write.
 */
export class StepLog {
  readonly #file: FileHandle;
  #lines = '';
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<StepLog> {
    return new StepLog(await open(path, 'a'));
  }

  async write(...words: readonly (string | number)[]): Promise<void> {
    this.#lines += `${words.join(' ')}\n`;
    this.#next ??= this.#last.then(async () => {
      const lines = this.#lines;
      this.#lines = '';
      this.#next = undefined;
      await this.#file.write(lines);
      await this.#file.datasync();
    });
    this.#last = this.#next;
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}

/** The same for a child, which does one thing at a time. */
export function openStepLog(path: string): { write(...words: readonly (string | number)[]): void; close(): void } {
  const file = openSync(path, 'a');
  return {
    write: (...words) => {
      writeSync(file, `${words.join(' ')}\n`);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}
