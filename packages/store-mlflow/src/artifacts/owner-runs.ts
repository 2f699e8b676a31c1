import { createHash } from 'node:crypto';
import { type ArtifactOwner, ownerKey, ownerLabel } from '@windrow/core';
import { homeOf } from '../connection/home.js';
import { type MlflowRun, runInfoReply, runReply } from '../connection/replies.js';
import type { Pair, Runs } from '../connection/runs.js';
import { TAGS } from '../text/tag-names.js';

/** The runs that hold an owner's artifacts. */
export interface OwnerRuns {
  /** Usually one; none before the first put. Two when two processes made it at the same instant: they count as one. */
  readonly runs: readonly MlflowRun[];
  /** Whether MLflow's own clients may have put files there. */
  readonly shared: boolean;
}

/** The recorder's own run; for any other owner, a run of its own in the home of the namespace. */
export async function runsOf(runs: Runs, owner: ArtifactOwner): Promise<OwnerRuns> {
  const home = await homeOf(runs);
  if (owner.kind === 'recorder' && owner.storeId === home.storeId) {
    const run = await runs.find(owner.recorderId);
    if (run !== undefined && run.info.experiment_id === owner.experimentId) return { runs: [run], shared: true };
  }
  const found: MlflowRun[] = [];
  const filter = `tags.\`${TAGS.ownerHash}\` = '${ownerHash(owner)}'`;
  for await (const run of runs.search([home.experimentId], { filter, view: 'ACTIVE_ONLY' })) found.push(run);
  return { runs: found, shared: false };
}

/** The run to put to, made when there is none. */
export async function runForPut(runs: Runs, owner: ArtifactOwner): Promise<OwnerRuns & { readonly run: MlflowRun }> {
  const found = await runsOf(runs, owner);
  const [run] = found.runs;
  if (run !== undefined) return { ...found, run };
  const { experimentId, storeId } = await homeOf(runs);
  const tags = [...ownerTags(owner, storeId), [TAGS.ownerHash, ownerHash(owner)] as const];
  const body = {
    experiment_id: experimentId,
    start_time: runs.connection.clock.next(),
    run_name: ownerLabel(owner).slice(0, 200),
    tags: tags.map(([key, value]) => ({ key, value })),
  };
  const made = (await runs.connection.post('runs/create', runReply, body, { repeatable: false })).run;
  // Nothing runs here: without an end MLflow's page would show it as running for ever.
  const { run_id, start_time } = made.info;
  await runs.connection.post('runs/update', runInfoReply, { run_id, status: 'FINISHED', end_time: start_time });
  return { runs: [made], shared: false, run: made };
}

/** What tells `owners` whose artifacts a run has. */
export function ownerTags(owner: ArtifactOwner, storeId: string): readonly Pair[] {
  return [
    [TAGS.owner, JSON.stringify(owner)],
    [TAGS.store, storeId],
  ];
}

function ownerHash(owner: ArtifactOwner): string {
  return createHash('sha256').update(ownerKey(owner)).digest('hex');
}
