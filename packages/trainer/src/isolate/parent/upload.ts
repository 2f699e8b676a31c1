import type { ArtifactInfo, ArtifactOwner, ArtifactStore } from '@windrow/core';

interface Piece {
  readonly bytes: Uint8Array;
  taken(): void;
}

/** One artifact whose bytes come from a child: a piece is acknowledged when the store has asked for the next one. */
export class Upload {
  readonly #done: Promise<ArtifactInfo>;
  #next = deferred<Piece | undefined>();

  constructor(artifacts: ArtifactStore, owner: ArtifactOwner, name: string) {
    this.#done = artifacts.put(owner, name, this.#pieces());
    // Whoever writes or ends it hears it too.
    this.#done.catch(() => {});
  }

  /** Resolves when the store has taken it. @throws what the store throws */
  async write(bytes: Uint8Array): Promise<void> {
    const taken = deferred<void>();
    this.#next.resolve({ bytes, taken: () => taken.resolve() });
    // A store that fails asks for nothing more.
    await Promise.race([taken.promise, this.#done]);
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
      const piece = await this.#next.promise;
      if (piece === undefined) return;
      this.#next = deferred();
      yield piece.bytes;
      piece.taken();
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
