import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '@windrow/core';
import { TAGS } from '../text/tag-names.js';
import { EXISTS, isRefusal, MlflowReplyError } from './errors.js';
import { experimentIdReply, experimentReply, nothingReply } from './replies.js';
import { orNothing, type Runs } from './runs.js';

/** The experiment in which a namespace keeps what belongs to no recorder: its identity, and the artifacts of tasks. */
export interface Home {
  readonly experimentId: string;
  readonly storeId: string;
}

const NOTE =
  'Kept by Windrow: the identity of this store, and one run for each task that has artifacts. Please leave it here.';
const TRIES = 5;
const known = new WeakMap<Runs, Promise<Home>>();

/** Made by whoever comes first: MLflow takes a name once. */
export async function homeOf(runs: Runs): Promise<Home> {
  runs.connection.assertOpen('identity');
  const before = known.get(runs);
  if (before !== undefined) return before;
  const finding = findOrMake(runs);
  known.set(runs, finding);
  finding.catch(() => known.delete(runs));
  return finding;
}

async function findOrMake(runs: Runs): Promise<Home> {
  const { connection } = runs;
  const name = `.${connection.namespace}`;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const query = { experiment_name: name };
    const found = await orNothing(() => connection.get('experiments/get-by-name', experimentReply, query));
    if (found !== undefined) {
      const { experiment_id: experimentId, tags, lifecycle_stage: stage } = found.experiment;
      const storeId = tags.get(TAGS.storeId);
      if (storeId === undefined)
        throw new MlflowReplyError('identity', `experiment ${name} is not one that Windrow made`);
      // Somebody tidied up: its runs are wanted.
      if (stage === 'deleted')
        await connection.post('experiments/restore', nothingReply, { experiment_id: experimentId });
      return { experimentId, storeId };
    }
    const tags = [
      { key: TAGS.storeId, value: randomUUID() },
      { key: TAGS.note, value: NOTE },
    ];
    try {
      await connection.post('experiments/create', experimentIdReply, { name, tags });
    } catch (error) {
      if (!isRefusal(error, EXISTS)) throw error;
    }
  }
  throw new StoreUnavailableError(connection.name, 'identity', `experiment ${name} comes and goes`);
}
