import type { ArtifactInfo, ArtifactOwner, ArtifactStore } from '@windrow/core';

/** One artifact whose bytes come from a child: a piece is acknowledged when the store has asked for the next one. */
export class Upload {
  readonly #done: Promise<ArtifactInfo>;
  #next = deferred<Uint8Array | undefined>();
  #taken = deferred<void>();
  #over = false;

  constructor(artifacts: ArtifactStore, owner: ArtifactOwner, name: string) {
    this.#done = artifacts.put(owner, name, this.#pieces());
    const over = (): void => {
      this.#over = true;
      this.#taken.resolve();
    };
    // Whoever writes or ends it hears a failure too.
    this.#done.then(over, over);
  }

  /** Resolves when the store has taken it. @throws what the store throws */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#over) {
      this.#taken = deferred();
      this.#next.resolve(bytes);
      await this.#taken.promise;
    }
    // A store that fails asks for nothing more.
    if (this.#over) await this.#done;
  }

  async end(): Promise<ArtifactInfo> {
    this.#next.resolve(undefined);
    return this.#done;
  }

  /** The store keeps nothing of it. */
  async abort(reason: Error): Promise<void> {
    this.#next.reject(reason);
    await this.#done.catch(() => {});
  }

  async *#pieces(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const bytes = await this.#next.promise;
      if (bytes === undefined) return;
      this.#next = deferred();
      yield bytes;
      this.#taken.resolve();
    }
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let resolve = (_: T): void => {};
  let reject = (_: Error): void => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve: (value) => resolve(value), reject: (error) => reject(error) };
}
