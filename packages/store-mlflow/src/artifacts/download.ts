import { createHash } from 'node:crypto';
import { WindrowError } from '@windrow/core';
import { isRefusal, MlflowReplyError } from '../connection/errors.js';
import type { MlflowConnection } from '../connection/mlflow-connection.js';
import type { ArtifactServer } from './artifact-server.js';

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Digest {
  readonly size: number;
  readonly sha256: string;
}

/**
 * The bytes of a file, or some of them; returns `undefined` when there is none, else what was read. A server that knows no ranges
 * sends everything, and what was not asked for is dropped here.
 *
 * @throws StoreUnavailableError, MlflowReplyError
 */
export async function* readFile(
  connection: MlflowConnection,
  server: ArtifactServer,
  path: string,
  range: Range | undefined,
): AsyncGenerator<Uint8Array, Digest | undefined, undefined> {
  const opened = await open(server, path, range);
  if (opened === undefined) return undefined;
  const hash = createHash('sha256');
  let size = 0;
  if (opened === 'beyond') return { size, sha256: hash.digest('hex') };
  const { response, limit } = opened;
  const cut = cutOf(response, range);
  let at = cut.at;
  try {
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      limit.refresh();
      const part = piece.subarray(Math.max(0, cut.start - at), Math.max(0, cut.end - at));
      at += piece.byteLength;
      size += part.byteLength;
      hash.update(part);
      if (part.byteLength > 0) yield part;
      if (at >= cut.end) break;
    }
  } catch (error) {
    throw WindrowError.is(error) ? error : connection.unavailable('the transfer of an artifact', error);
  } finally {
    limit.stop();
  }
  return { size, sha256: hash.digest('hex') };
}

async function open(
  server: ArtifactServer,
  path: string,
  range: Range | undefined,
): Promise<Awaited<ReturnType<ArtifactServer['download']>> | 'beyond'> {
  try {
    return await server.download(path, range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`);
  } catch (error) {
    if (isRefusal(error) && error.status === 416) return 'beyond';
    // Of a folder.
    if (isRefusal(error) && error.status === 400) return undefined;
    throw error;
  }
}

/** Where the answer begins, and which part of it was asked for; all in bytes of the file. @throws MlflowReplyError */
function cutOf(response: Response, range: Range | undefined): Range & { readonly at: number } {
  const { start, end } = range ?? { start: 0, end: Number.POSITIVE_INFINITY };
  if (response.status !== 206) return { start, end, at: 0 };
  const told = /^bytes (\d{1,15})-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (told === undefined || Number(told) > start) {
    throw new MlflowReplyError('the transfer of an artifact', 'another range came than the one that was asked for');
  }
  return { start, end, at: Number(told) };
}
