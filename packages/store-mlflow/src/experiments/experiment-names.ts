import {
  type ExperimentInfo,
  ExperimentNameTakenError,
  ExperimentNotFoundError,
  InvalidArgumentError,
  StoreUnavailableError,
} from '@windrow/core';
import { EXISTS, isRefusal } from '../connection/errors.js';
import { experimentIdReply, experimentReply, type MlflowExperiment, nothingReply } from '../connection/replies.js';
import { orNothing, type Runs } from '../connection/runs.js';
import { TAGS } from '../text/tag-names.js';
import { deletedName, experimentInfo, isDeleted, nameOf } from './experiment-info.js';

const MAX_NAME_CHARACTERS = 500;
/** Without it MLflow's page asks what the experiment is for, and shows it as one of traces until somebody answers. */
const KIND = [{ key: 'mlflow.experimentKind', value: 'custom_model_development' }];
/** How often a name is looked up again that others take and free at this moment. */
const TRIES = 20;

/** Experiments by name: MLflow keeps names unique, also those of deleted experiments. */
export class ExperimentNames {
  readonly #runs: Runs;

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    requireName('getOrCreate.name', name);
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const info = await this.#living(name);
      if (info !== undefined) return info;
      try {
        await this.#runs.connection.post('experiments/create', experimentIdReply, { name, tags: KIND });
      } catch (error) {
        if (!isRefusal(error, EXISTS)) throw error;
      }
    }
    throw new StoreUnavailableError(
      this.#runs.connection.name,
      'getOrCreate',
      `others take and free ${name} all the time`,
    );
  }

  async byId(id: string): Promise<MlflowExperiment | undefined> {
    // MLflow's ids are numbers in decimal.
    if (!/^\d{1,18}$/.test(id)) return undefined;
    return orNothing(
      async () =>
        (await this.#runs.connection.get('experiments/get', experimentReply, { experiment_id: id })).experiment,
    );
  }

  /** Deleted ones too. */
  async byName(name: string): Promise<MlflowExperiment | undefined> {
    const query = { experiment_name: name };
    return orNothing(
      async () => (await this.#runs.connection.get('experiments/get-by-name', experimentReply, query)).experiment,
    );
  }

  /** @throws ExperimentNotFoundError */
  async require(id: string): Promise<MlflowExperiment> {
    const experiment = await this.byId(id);
    if (experiment === undefined || experimentInfo(experiment) === undefined) throw new ExperimentNotFoundError(id);
    return experiment;
  }

  /** @throws ExperimentNotFoundError, ExperimentNameTakenError */
  async rename(id: string, name: string): Promise<ExperimentInfo> {
    requireName('rename.name', name);
    const experiment = await this.require(id);
    if (isDeleted(experiment)) await this.#hideAgain(experiment, name);
    else if (experiment.name !== name) await this.#rename(id, name);
    return experimentInfo(await this.require(id)) as ExperimentInfo;
  }

  /** @throws ExperimentNotFoundError */
  async delete(id: string): Promise<void> {
    const experiment = await this.require(id);
    if (!isDeleted(experiment)) await this.#hide(experiment, nameOf(experiment));
  }

  /** @throws ExperimentNotFoundError, ExperimentNameTakenError */
  async restore(id: string): Promise<ExperimentInfo> {
    const experiment = await this.require(id);
    if (!isDeleted(experiment) && nameOf(experiment) === experiment.name) {
      return experimentInfo(experiment) as ExperimentInfo;
    }
    const name = nameOf(experiment);
    const other = await this.#living(name);
    if (other !== undefined && other.id !== id) throw new ExperimentNameTakenError(name, other.id);
    if (isDeleted(experiment)) await this.#restore(id);
    try {
      if (experiment.name !== name) await this.#rename(id, name);
    } catch (error) {
      await this.#runs.connection.post('experiments/delete', nothingReply, { experiment_id: id });
      throw error;
    }
    await this.#deleteRunsAgain(id);
    return experimentInfo(await this.require(id)) as ExperimentInfo;
  }

  /** MLflow has no way to erase over REST: it is marked, so that nobody finds it again, and left to `mlflow gc`. */
  async purge(id: string): Promise<void> {
    const experiment = await this.require(id);
    if (isDeleted(experiment)) await this.#restore(id);
    await this.#setTag(id, TAGS.purged, '1');
    await this.#hide(experiment, nameOf(experiment));
  }

  /** The living experiment of this name; a deleted one that MLflow still keeps under it is made to give it up. */
  async #living(name: string): Promise<ExperimentInfo | undefined> {
    const found = await this.byName(name);
    if (found === undefined) return undefined;
    if (!isDeleted(found)) {
      // Some databases compare names without regard to case.
      if (found.name !== name) throw new ExperimentNameTakenError(found.name, found.experiment_id);
      const info = experimentInfo(found);
      if (info === undefined)
        throw new InvalidArgumentError('name', `${JSON.stringify(name)} is kept for the store itself.`);
      return info;
    }
    await this.#hideAgain(found, name);
    return undefined;
  }

  async #rename(id: string, name: string): Promise<void> {
    const other = await this.#living(name);
    if (other !== undefined && other.id !== id) throw new ExperimentNameTakenError(name, other.id);
    try {
      await this.#runs.connection.post('experiments/update', nothingReply, { experiment_id: id, new_name: name });
    } catch (error) {
      const holder = isRefusal(error) ? await this.#living(name) : undefined;
      if (holder === undefined || holder.id === id) throw error;
      throw new ExperimentNameTakenError(name, holder.id);
    }
  }

  /** Deletes it under another name; `name` is the one that it comes back with. A repetition goes on where this broke off. */
  async #hide({ experiment_id: id }: MlflowExperiment, name: string): Promise<void> {
    await this.#setTag(id, TAGS.experimentName, name);
    const body = { experiment_id: id, new_name: deletedName(name, id) };
    await this.#runs.connection.post('experiments/update', nothingReply, body);
    await this.#runs.connection.post('experiments/delete', nothingReply, { experiment_id: id });
  }

  async #hideAgain(experiment: MlflowExperiment, name: string): Promise<void> {
    await this.#restore(experiment.experiment_id);
    await this.#hide(experiment, name);
  }

  async #restore(id: string): Promise<void> {
    await this.#runs.connection.post('experiments/restore', nothingReply, { experiment_id: id });
  }

  /** MLflow restores all runs with their experiment, those too that had been deleted one by one. */
  async #deleteRunsAgain(id: string): Promise<void> {
    for (const tag of [TAGS.deleted, TAGS.purged]) {
      const runs: string[] = [];
      const query = { filter: `tags.\`${tag}\` != ''`, view: 'ACTIVE_ONLY' as const };
      for await (const { info } of this.#runs.search([id], query)) runs.push(info.run_id);
      for (const run of runs) await this.#runs.delete(run);
    }
  }

  async #setTag(id: string, key: string, value: string): Promise<void> {
    await this.#runs.connection.post('experiments/set-experiment-tag', nothingReply, { experiment_id: id, key, value });
  }
}

function requireName(argument: string, name: string): void {
  if (name === '') throw new InvalidArgumentError(argument, 'must not be empty.');
  if ([...name].length > MAX_NAME_CHARACTERS) {
    throw new InvalidArgumentError(
      argument,
      `must have at most ${MAX_NAME_CHARACTERS} characters, as MLflow wants it.`,
    );
  }
}
