import type { ArtifactOwner, ArtifactOwnerPage } from '@windrow/core';
import { z } from 'zod';
import { homeOf } from '../connection/home.js';
import type { MlflowRun } from '../connection/replies.js';
import { RUN_PAGE, type Runs } from '../connection/runs.js';
import { parseOwn } from '../text/own-json.js';
import { cursorOf, isAfter, type Place, placeOf, requireLimit } from '../text/place.js';
import { TAGS } from '../text/tag-names.js';
import { byName, clearVersion, versionsOf } from './artifact-version.js';

const ownerSchema: z.ZodType<ArtifactOwner> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), storeId: z.string(), pool: z.string(), taskId: z.string() }),
  z.object({ kind: z.literal('recorder'), storeId: z.string(), experimentId: z.string(), recorderId: z.string() }),
]);

/** Owners of this namespace in the order in which their runs were made. @throws InvalidArgumentError */
export async function ownersPage(
  runs: Runs,
  options: { readonly limit: number; readonly cursor?: string },
): Promise<ArtifactOwnerPage> {
  requireLimit('owners.limit', options.limit);
  const place = placeOf('owners.cursor', options.cursor);
  const { experimentId, storeId } = await homeOf(runs);
  const since = place === undefined ? '' : ` and attributes.start_time >= ${place.time}`;
  const filter = `tags.\`${TAGS.store}\` = '${storeId}'${since}`;
  const owners: ArtifactOwnerPage['owners'][number][] = [];
  let last: Place | undefined;
  const pageSize = Math.min(RUN_PAGE, options.limit + 2);
  for await (const run of runs.search(await runs.experimentIds('ALL'), { filter, view: 'ALL', pageSize })) {
    const entry = { time: run.info.start_time, id: run.info.run_id };
    // A deleted run of the home is one whose artifacts were removed; a deleted recorder may come back, and keeps them.
    const gone = run.info.experiment_id === experimentId && run.info.lifecycle_stage === 'deleted';
    const held = gone || !isAfter(entry, place) ? undefined : ownerOf(run);
    if (held === undefined) continue;
    if (owners.length === options.limit) return { owners, cursor: cursorOf(last as Place) };
    owners.push(held);
    last = entry;
  }
  return { owners };
}

function ownerOf(run: MlflowRun): ArtifactOwnerPage['owners'][number] | undefined {
  const { tags } = run.data;
  const text = tags.get(TAGS.owner);
  const versions = versionsOf(run, '');
  const touched = touchedOf(run);
  if (text === undefined || (versions.length === 0 && touched === 0)) return undefined;
  const sizes = [...byName(versions).values()].map((some) => (clearVersion(some) ?? some[0])?.size ?? 0);
  return {
    owner: parseOwn(TAGS.owner, text, ownerSchema),
    touchedAt: Math.max(touched, ...versions.map(({ touchedAt }) => touchedAt)),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** When an upload of unknown length last said that it is under way; 0 when none ever did. */
function touchedOf({ data }: MlflowRun): number {
  const text = data.tags.get(TAGS.touched) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
