import { createHash } from 'node:crypto';
import { ArtifactCorruptError, ArtifactMissingError } from '../errors/artifact-errors.js';
import { InvalidArgumentError, PayloadTooLargeError } from '../errors/task-errors.js';
import { ownerLabel } from '../store/artifact-name.js';
import type { ArtifactOwner, ArtifactStore } from '../store/artifact-store.js';
import { decodeValue, encodeValue } from '../store/codec.js';
import type { StoredResult } from '../store/stored-task.js';
import type { Claim } from '../task/claim.js';
import type { ManagerContext } from './manager-context.js';

/** Who owns the bytes of a task's results. */
export async function taskOwner(context: ManagerContext, taskId: string): Promise<ArtifactOwner> {
  return { kind: 'task', storeId: await context.storeId(), pool: context.pool, taskId };
}

/** Where a task's own results lie among its artifacts. */
export const RESULT_FOLDER = 'results/';

/** The name of a result's bytes: each attempt has its own, so one that lost its claim overwrites nothing. */
export function resultName(fence: number): string {
  return `${RESULT_FOLDER}${fence}`;
}

/**
 * A result as the store takes it. Past the store's inline limit its bytes go to the artifact store first; the pointer counts
 * once the claim's commit has stored it. `undefined` is no result at all.
 *
 * @throws CodecError, and PayloadTooLargeError before any I/O
 */
export async function storeResult(
  context: ManagerContext,
  claim: Claim,
  value: unknown,
  signal?: AbortSignal,
): Promise<StoredResult | undefined> {
  if (value === undefined) return undefined;
  const { encoding, bytes } = encodeValue(value);
  const { artifacts, maxResultBytes } = context.options;
  const { inlineResultBytes } = context.store.capabilities;
  const size = bytes.byteLength;
  const what = `The result of task ${claim.taskId} of pool "${context.pool}"`;
  if (size > maxResultBytes) throw new PayloadTooLargeError(what, size, maxResultBytes);
  if (size <= inlineResultBytes) return { kind: 'inline', encoding, bytes };
  if (artifacts === undefined) {
    throw new PayloadTooLargeError(
      `${what} (kept inline, since the manager has no artifact store)`,
      size,
      inlineResultBytes,
    );
  }
  const owner = await taskOwner(context, claim.taskId);
  const name = resultName(claim.fence);
  const info = await context.call(() => artifacts.put(owner, name, bytes, signal === undefined ? {} : { signal }));
  return { kind: 'artifact', encoding, name, size: info.size, sha256: info.sha256 };
}

/**
 * Checks, just before a commit points at it, that an artifact is there and is the one that was stored.
 *
 * @throws ArtifactMissingError, ArtifactCorruptError
 */
export async function assertResultThere(
  context: ManagerContext,
  claim: Claim,
  result: StoredResult | undefined,
): Promise<void> {
  if (result?.kind !== 'artifact') return;
  const artifacts = requireArtifacts(context, claim.taskId);
  const owner = await taskOwner(context, claim.taskId);
  const info = await context.call(() => artifacts.stat(owner, result.name));
  if (info === undefined) throw new ArtifactMissingError(ownerLabel(owner), result.name);
  if (info.size !== result.size || info.sha256 !== result.sha256) {
    throw new ArtifactCorruptError(ownerLabel(owner), result.name, 'it holds other bytes than the result points at');
  }
}

/** @throws CodecError, ArtifactMissingError, ArtifactCorruptError */
export async function loadResult(context: ManagerContext, taskId: string, result: StoredResult): Promise<unknown> {
  if (result.kind === 'inline') return decodeValue(result);
  const artifacts = requireArtifacts(context, taskId);
  const owner = await taskOwner(context, taskId);
  const hash = createHash('sha256');
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of artifacts.get(owner, result.name)) {
    hash.update(piece);
    pieces.push(piece);
    size += piece.byteLength;
  }
  if (size !== result.size || hash.digest('hex') !== result.sha256) {
    throw new ArtifactCorruptError(ownerLabel(owner), result.name, 'it holds other bytes than the result points at');
  }
  return decodeValue({ encoding: result.encoding, bytes: Buffer.concat(pieces, size) });
}

function requireArtifacts(context: ManagerContext, taskId: string): ArtifactStore {
  const { artifacts } = context.options;
  if (artifacts !== undefined) return artifacts;
  throw new InvalidArgumentError(
    'TaskManager.artifacts',
    `is needed: the result of task ${taskId} of pool "${context.pool}" lies in an artifact store. Give the one that it was stored in.`,
  );
}
