import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import {
  type ArtifactData,
  type ArtifactOwner,
  ownerKey,
  ownerLabel,
  PayloadTooLargeError,
  StoreUnavailableError,
  WindrowError,
} from '@windrow/core';
import type { GridFSBucketWriteStream, ObjectId } from 'mongodb';
import { retryDuplicate } from '../tasks/retry-duplicate.js';
import { NOW } from '../tasks/task-session.js';
import type { ArtifactDoc } from './artifact-docs.js';
import type { ArtifactFiles } from './artifact-files.js';

/** How often an open upload says that it is alive; `gc` waits a day. */
const REFRESH_MS = 60_000;

export interface Upload {
  readonly owner: ArtifactOwner;
  readonly name: string;
  readonly data: ArtifactData;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Refuses to go on after the store was closed. */
  readonly assertOpen: () => void;
  /** Waits for one call of the driver, and gives it up when it is lost. */
  readonly wait: <T>(call: Promise<T>) => Promise<T>;
  readonly store: string;
}

/** Bytes first, then the one write that makes them the artifact's; what was there before goes last. */
export async function uploadArtifact(files: ArtifactFiles, upload: Upload): Promise<ArtifactDoc> {
  const file = files.newId();
  const owner = ownerKey(upload.owner);
  await upload.wait(announce(files, upload, owner, file));
  const stream = files.bucket.openUploadStreamWithId(file, `${owner}/${upload.name}`);
  const ended = finished(stream);
  // Whatever waits below sees the failure too; this only keeps it from being nobody's.
  ended.catch(() => {});
  let size: number;
  let sha256: string;
  try {
    ({ size, sha256 } = await writeAll(files, upload, owner, file, stream));
    stream.end();
    await upload.wait(ended);
    upload.signal?.throwIfAborted();
  } catch (error) {
    const whole = await upload.wait(allAnswered(stream, error)).catch(() => false);
    stream.destroy();
    await upload.wait(withdraw(files, owner, file, whole)).catch(() => {});
    throw error;
  }
  const published = await upload.wait(publish(files, upload, owner, file, size, sha256));
  await upload.wait(dropReplaced(files, published));
  const announced = { owner, name: `/${file.toHexString()}`, removed: { $ne: true } };
  const { deletedCount } = await upload.wait(files.artifacts.deleteOne(announced));
  if (deletedCount === 0) {
    // Bytes first: whoever dies in between leaves a name, which gc finds.
    await upload.wait(files.drop([file]));
    await upload.wait(files.artifacts.deleteOne({ owner, name: upload.name, file }));
    const reason = `everything of ${ownerLabel(upload.owner)} was removed meanwhile`;
    throw new StoreUnavailableError(upload.store, 'put', reason);
  }
  return published;
}

async function announce(files: ArtifactFiles, upload: Upload, owner: string, file: ObjectId): Promise<void> {
  const ownedBy = { $literal: { ...upload.owner } };
  const set = { ownedBy, upload: true, file, size: 0, sha256: '', touchedAt: NOW };
  await files.artifacts.updateOne({ owner, name: `/${file.toHexString()}` }, [{ $set: set }], { upsert: true });
}

async function writeAll(
  files: ArtifactFiles,
  upload: Upload,
  owner: string,
  file: ObjectId,
  stream: GridFSBucketWriteStream,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  let refreshed = performance.now();
  for await (const piece of piecesOf(upload.data)) {
    upload.signal?.throwIfAborted();
    upload.assertOpen();
    size += piece.byteLength;
    if (size > upload.maxBytes) {
      const what = `Artifact ${JSON.stringify(upload.name)} of ${ownerLabel(upload.owner)}`;
      throw new PayloadTooLargeError(what, size, upload.maxBytes);
    }
    if (piece.byteLength === 0) continue;
    hash.update(piece);
    // A copy: the source may use its buffer again.
    if (!stream.write(Buffer.from(piece))) await upload.wait(once(stream, 'drain'));
    if (performance.now() - refreshed < REFRESH_MS) continue;
    refreshed = performance.now();
    await upload.wait(
      files.artifacts.updateOne({ owner, name: `/${file.toHexString()}` }, [{ $set: { touchedAt: NOW, size } }]),
    );
  }
  return { size, sha256: hash.digest('hex') };
}

/**
 * Whether the server has answered every write of the upload, so that none can come to it any more. What a client sent before its connection
 * broke, the network may still deliver.
 */
async function allAnswered(stream: GridFSBucketWriteStream, error: unknown): Promise<boolean> {
  if (stream.writableFinished) return true;
  if (WindrowError.is(error, 'STORE_UNAVAILABLE')) return false;
  if (stream.destroyed || stream.writableEnded || stream.errored !== null) return false;
  // It is written in turn, after all others.
  return new Promise((resolve) => {
    stream.write(Buffer.alloc(0), (fault) => resolve(fault === null || fault === undefined));
  });
}

/** The one write that makes the bytes the artifact's; it tells which ones they replace. */
async function publish(
  files: ArtifactFiles,
  upload: Upload,
  owner: string,
  file: ObjectId,
  size: number,
  sha256: string,
): Promise<ArtifactDoc> {
  const ownedBy = { $literal: { ...upload.owner } };
  const before = { $cond: [{ $isArray: '$previous' }, '$previous', []] };
  const replaced = { $cond: [{ $eq: [{ $type: '$file' }, 'missing'] }, [], ['$file']] };
  const previous = { $concatArrays: [before, replaced] };
  const set = { ownedBy, upload: false, previous, file, size, sha256, touchedAt: NOW };
  const doc = await retryDuplicate(() =>
    files.artifacts.findOneAndUpdate({ owner, name: upload.name }, [{ $set: set }], {
      upsert: true,
      returnDocument: 'after',
    }),
  );
  if (doc === null) throw new TypeError('An upsert gave no document.');
  return doc;
}

/** Not beside the end of the announcement: as long as that stands, gc looks for what was replaced. */
async function dropReplaced(files: ArtifactFiles, { owner, name, file, previous = [] }: ArtifactDoc): Promise<void> {
  if (previous.length === 0) return;
  await files.drop(previous.filter((one) => !one.equals(file)));
  await files.artifacts.updateOne({ owner, name }, { $pullAll: { previous } });
}

/** @param whole nothing of it can come to the server any more; else it stays announced, so that gc finds what comes later */
async function withdraw(files: ArtifactFiles, owner: string, file: ObjectId, whole: boolean): Promise<void> {
  try {
    await files.drop([file]);
    if (whole) await files.artifacts.deleteOne({ owner, name: `/${file.toHexString()}` });
  } catch {
    // The upload stays announced, so gc finds what is left of it; the first error says what went wrong.
  }
}

async function* piecesOf(data: ArtifactData): AsyncGenerator<Uint8Array, void, undefined> {
  if (data instanceof Uint8Array) yield data;
  else yield* data;
}
