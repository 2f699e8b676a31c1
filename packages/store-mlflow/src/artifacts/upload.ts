import { randomBytes } from 'node:crypto';
import {
  type ArtifactData,
  type ArtifactInfo,
  type ArtifactOwner,
  ownerLabel,
  PayloadTooLargeError,
} from '@windrow/core';
import { isRefusal } from '../connection/errors.js';
import { homeOf } from '../connection/home.js';
import type { Runs } from '../connection/runs.js';
import { TAGS } from '../text/tag-names.js';
import { artifactPath, encodedPath } from './artifact-path.js';
import type { ArtifactServer } from './artifact-server.js';
import { type ArtifactVersion, versionsOf, versionTag, versionText } from './artifact-version.js';
import { ownerTags, runForPut } from './owner-runs.js';
import { type Spool, spool } from './spool.js';

/** How often an upload that takes long says that it is under way. */
const REFRESH_MS = 60_000;
/** After so long nobody comes back to an upload that was announced. */
const STALE_MS = 24 * 3_600_000;

export interface Upload {
  readonly owner: ArtifactOwner;
  readonly name: string;
  readonly data: ArtifactData;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * All bytes are taken first; then a tag says what is about to come, then the server replaces the file as one, then the tag says that it
 * is there. Whatever breaks off in between, the bytes under the path are those of one version, and a tag knows their hash.
 */
export async function uploadArtifact(runs: Runs, server: ArtifactServer, upload: Upload): Promise<ArtifactInfo> {
  const { owner, name, data, maxBytes, signal } = upload;
  let announced = data instanceof Uint8Array ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const bytes = await spool(data, async (size) => {
    signal?.throwIfAborted();
    runs.connection.assertOpen('put');
    if (size > maxBytes) {
      throw new PayloadTooLargeError(`Artifact ${JSON.stringify(name)} of ${ownerLabel(owner)}`, size, maxBytes);
    }
    if (performance.now() - announced < REFRESH_MS) return;
    announced = performance.now();
    await announce(runs, owner);
  });
  try {
    signal?.throwIfAborted();
    return await publish(runs, server, upload, bytes);
  } finally {
    await bytes.dispose();
  }
}

async function announce(runs: Runs, owner: ArtifactOwner): Promise<void> {
  const { run } = await runForPut(runs, owner);
  const { storeId } = await homeOf(runs);
  await runs.whileActive(run, () =>
    runs.write(
      run.info.run_id,
      [],
      [[TAGS.touched, String(runs.connection.clock.now())], ...ownerTags(owner, storeId)],
    ),
  );
}

async function publish(runs: Runs, server: ArtifactServer, upload: Upload, bytes: Spool): Promise<ArtifactInfo> {
  const { owner, name, signal } = upload;
  const found = await runForPut(runs, owner);
  const { run } = found;
  const runId = run.info.run_id;
  const root = server.rootOf(run);
  const { storeId } = await homeOf(runs);
  const all = versionsOf(run, root);
  const earlier = all.filter((version) => version.name === name);
  const { clock } = runs.connection;
  const { size, sha256 } = bytes;
  const begun = clock.next();
  const tag = versionTag(name, randomBytes(6).toString('hex'));
  const path = earlier[0]?.path ?? (await choosePath(server, found.shared ? runId : undefined, name, all));
  const version: ArtifactVersion = { name, path, size, sha256, begun, touchedAt: begun, tag, runId, root };
  let ended = version;
  await runs.whileActive(run, async () => {
    await runs.write(runId, [], [[tag, versionText(version)], ...ownerTags(owner, storeId)]);
    try {
      await server.upload(`${root}/${path}`, (limit) => bytes.body(limit), size, signal);
    } catch (error) {
      // Only after a plain no is it known that the bytes will not come.
      if (isRefusal(error)) await runs.deleteTags(runId, [tag]);
      throw error;
    }
    const done = clock.next();
    ended = { ...version, done, touchedAt: done };
    await runs.write(runId, [], [[tag, versionText(ended)]]);
    // What was there before this began is gone for certain.
    const over = earlier.filter((each) => each.done !== undefined || each.begun < begun - STALE_MS);
    await runs.deleteTags(
      runId,
      over.map((each) => each.tag),
    );
  });
  return { owner, name, size, sha256, touchedAt: ended.touchedAt };
}

/** What other clients put counts too: a folder of theirs is in the way of a file. */
async function choosePath(
  server: ArtifactServer,
  sharedRun: string | undefined,
  name: string,
  versions: readonly ArtifactVersion[],
): Promise<string> {
  const path = artifactPath(
    name,
    versions.map((version) => version.path),
  );
  const inTheWay = sharedRun !== undefined && path === name && (await server.isFolder(sharedRun, name));
  return inTheWay ? encodedPath(name) : path;
}
