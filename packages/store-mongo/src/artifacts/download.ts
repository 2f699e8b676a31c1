import { createHash } from 'node:crypto';
import { ArtifactCorruptError, ArtifactMissingError, type ArtifactOwner, ownerKey, ownerLabel } from '@windrow/core';
import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import type { ArtifactDoc } from './artifact-docs.js';
import type { ArtifactFiles } from './artifact-files.js';

/** How often a read begins anew whose bytes were replaced before its first piece. */
const TRIES = 10;

/** Where bytes are read from. */
export interface DownloadSource {
  readonly files: ArtifactFiles;
  /** Waits for one call of the driver, and gives it up when it is lost. */
  readonly wait: <T>(call: Promise<T>) => Promise<T>;
}

/** The bytes in pieces; a full read is checked at its end. @throws ArtifactMissingError, ArtifactCorruptError */
export async function* downloadArtifact(
  source: DownloadSource,
  owner: ArtifactOwner,
  name: string,
  range: { readonly start: number; readonly end: number } | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { files, wait } = source;
  for (let tries = 1; ; tries += 1) {
    const doc = await wait(files.artifacts.findOne({ owner: ownerKey(owner), name }));
    if (doc === null) throw new ArtifactMissingError(ownerLabel(owner), name);
    let given = 0;
    try {
      for await (const piece of readFile(source, doc, range)) {
        given += 1;
        yield piece;
      }
      return;
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      const now = await wait(files.artifacts.findOne({ owner: ownerKey(owner), name }));
      const replaced = now === null || !now.file.equals(doc.file);
      if (given === 0 && replaced && tries < TRIES) continue;
      const reason = replaced ? 'it was replaced while it was read; read it again' : error.message;
      throw new ArtifactCorruptError(ownerLabel(owner), name, reason);
    }
  }
}

/** The bytes are not what the document says, or not there at all. */
class Gone extends Error {}

async function* readFile(
  { files, wait }: DownloadSource,
  { file, size, sha256 }: ArtifactDoc,
  range: { readonly start: number; readonly end: number } | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = Math.min(range?.start ?? 0, size);
  const end = Math.max(start, Math.min(range?.end ?? size, size));
  if (start === end && range !== undefined) return;
  const hash = createHash('sha256');
  let read = 0;
  const stream = files.bucket.openDownloadStream(file, range === undefined ? {} : { start, end });
  try {
    const pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    for (;;) {
      const { done, value: piece } = await wait(pieces.next());
      if (done === true) break;
      hash.update(piece);
      read += piece.byteLength;
      yield new Uint8Array(piece);
    }
  } catch (error) {
    const server = error instanceof MongoServerError || error instanceof MongoNetworkError;
    // Missing files and chunks come from the driver itself, as errors without a code of the server.
    if (error instanceof MongoError && !server && /GridFS|chunk|FileNotFound/i.test(`${error.name} ${error.message}`)) {
      throw new Gone('some of its bytes are missing');
    }
    throw error;
  } finally {
    stream.destroy();
  }
  if (read !== end - start) throw new Gone(`it has ${read} bytes, not ${end - start}`);
  if (range === undefined && hash.digest('hex') !== sha256) throw new Gone('its SHA-256 differs from the stored one');
}
