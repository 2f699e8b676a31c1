import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type ArtifactData, InvalidArgumentError, PayloadTooLargeError } from '@windrow/core';

/** Small pieces are gathered up to this size before they are written. */
const WRITE_BYTES = 256 * 1024;
/** How often an upload whose source is slow says that it is alive, ms. */
const REFRESH_EVERY_MS = 30_000;

export interface UploadOptions {
  /** How messages name the artifact. */
  readonly what: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
  readonly sync: (file: FileHandle) => Promise<void>;
}

export interface Uploaded {
  readonly size: number;
  readonly sha256: string;
}

/**
 * Writes a source into a new file, piece by piece, and forces it to the disk. The file's time is kept at the store's now, so that
 * nobody takes an upload under way for a leftover.
 *
 * @throws PayloadTooLargeError, and whatever the source or the signal throws; the file stays, for the caller to remove
 */
export async function upload(path: string, data: ArtifactData, options: UploadOptions): Promise<Uploaded> {
  const file = await open(path, 'wx');
  const refresh = async (): Promise<void> => {
    const seconds = options.now() / 1000;
    await file.utimes(seconds, seconds);
  };
  // A refresh that fails is made up for by the next write, which tells what is wrong.
  const timer = setInterval(() => void refresh().catch(() => {}), REFRESH_EVERY_MS).unref();
  try {
    await refresh();
    const sink = new Sink(file, options, refresh);
    for await (const piece of piecesOf(data, options.signal)) await sink.add(piece);
    options.signal?.throwIfAborted();
    return await sink.end();
  } finally {
    clearInterval(timer);
    await file.close();
  }
}

class Sink {
  readonly #file: FileHandle;
  readonly #options: UploadOptions;
  readonly #written: () => Promise<void>;
  readonly #hash: Hash = createHash('sha256');
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #size = 0;

  constructor(file: FileHandle, options: UploadOptions, written: () => Promise<void>) {
    this.#file = file;
    this.#options = options;
    this.#written = written;
  }

  async add(piece: Uint8Array): Promise<void> {
    if (!(piece instanceof Uint8Array))
      throw new InvalidArgumentError('put.data', 'must give pieces of type Uint8Array.');
    this.#size += piece.byteLength;
    const { what, maxBytes } = this.#options;
    if (this.#size > maxBytes) throw new PayloadTooLargeError(what, this.#size, maxBytes);
    // A copy: the source may use its memory again.
    this.#gathered.push(Uint8Array.from(piece));
    this.#gatheredBytes += piece.byteLength;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#flush();
  }

  async end(): Promise<Uploaded> {
    await this.#flush();
    await this.#options.sync(this.#file);
    return { size: this.#size, sha256: this.#hash.digest('hex') };
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at)).bytesWritten;
    await this.#written();
  }
}

/** The pieces of a source; an aborted signal ends it even while the source keeps it waiting. */
async function* piecesOf(data: ArtifactData, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
  if (data instanceof Uint8Array) {
    for (let at = 0; at < data.byteLength; at += WRITE_BYTES) {
      signal?.throwIfAborted();
      yield data.subarray(at, at + WRITE_BYTES);
    }
    return;
  }
  const source = data[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await orAborted(source.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // A source that has not answered yet is told, and not waited for.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/** Not a race with one promise for the whole upload: that would keep every piece until the end. */
function orAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return asked;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    // A source may abort by itself while it is asked.
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    void asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
