import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as startPack } from 'tar-stream';

/** A tar file in pieces, as `write` adds entries to it. Nothing is held but what is on its way. */
export async function* packTar(
  mtime: Date,
  write: (entries: EntryWriter) => Promise<void>,
): AsyncGenerator<Uint8Array, void> {
  const pack = startPack();
  const writing = write(new EntryWriter(pack, mtime)).then(
    () => pack.finalize(),
    (error: unknown) => pack.destroy(error as Error),
  );
  try {
    for await (const piece of pack) yield piece as Uint8Array;
  } finally {
    pack.destroy();
    await writing;
  }
}

/** Writes entries one after the other and keeps their checksums. */
export class EntryWriter {
  readonly #pack: Pack;
  readonly #mtime: Date;
  readonly #sums: string[] = [];

  constructor(pack: Pack, mtime: Date) {
    this.#pack = pack;
    this.#mtime = mtime;
  }

  async writeJson(name: string, value: object): Promise<void> {
    await this.write(name, Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`));
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.writeStream(name, bytes.byteLength, [bytes]);
  }

  async writeStream(
    name: string,
    size: number,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const hash = createHash('sha256');
    async function* hashed(): AsyncGenerator<Uint8Array, void> {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    }
    await this.writeKnown(name, size, hashed());
    this.#sums.push(`${hash.digest('hex')}  ${name}\n`);
  }

  /** Bytes whose checksum is kept elsewhere in the archive. */
  async writeKnown(name: string, size: number, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await pipeline(bytes, this.#pack.entry({ name, size, mtime: this.#mtime, mode: 0o644 }));
  }

  /** Of every entry so far, as `sha256sum -c` reads it. */
  sums(): string {
    return this.#sums.join('');
  }
}
