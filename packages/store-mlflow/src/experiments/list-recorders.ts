import {
  ExperimentNotFoundError,
  matches,
  type RecorderInfo,
  type RecorderPage,
  type RecorderQuery,
  recorderFields,
} from '@windrow/core';
import type { MlflowExperiment } from '../connection/replies.js';
import { RUN_PAGE, type Runs, type View } from '../connection/runs.js';
import { cursorOf, isAfter, type Place, placeOf, requireLimit } from '../text/place.js';
import { TAGS } from '../text/tag-names.js';
import { experimentInfo, isDeleted } from './experiment-info.js';
import type { ExperimentNames } from './experiment-names.js';
import { recorderInfo } from './run-info.js';
import { searchFilter } from './search-filter.js';

/**
 * Pages by creation time, then run id: start times never change in MLflow, so that a page goes on exactly where the one before ended,
 * whatever is made or deleted meanwhile.
 *
 * @throws InvalidArgumentError, ExperimentNotFoundError
 */
export async function listRecorders(runs: Runs, names: ExperimentNames, query: RecorderQuery): Promise<RecorderPage> {
  requireLimit('listRecorders.limit', query.limit);
  const place = placeOf('listRecorders.cursor', query.cursor);
  const experiments = await experimentsOf(runs, names, query);
  const since = place === undefined ? '' : `attributes.start_time >= ${place.time}`;
  const filter = [since, searchFilter(query.filter)].filter((part) => part !== '').join(' and ');
  const pageSize = query.filter === undefined ? Math.min(RUN_PAGE, query.limit + 2) : RUN_PAGE;
  const found = runs.search([...experiments.keys()], { filter, view: viewOf(experiments, query), pageSize });
  const recorders: RecorderInfo[] = [];
  let last: Place | undefined;
  for await (const run of found) {
    const entry = { time: run.info.start_time, id: run.info.run_id };
    if (!isAfter(entry, place) || run.data.tags.has(TAGS.purged)) continue;
    const info = recorderInfo(run, experiments.get(run.info.experiment_id));
    if (info.deleted !== (query.deleted ?? false)) continue;
    if (query.filter !== undefined && !matches(query.filter, recorderFields(info))) continue;
    if (recorders.length === query.limit) return { recorders, cursor: cursorOf(last as Place) };
    recorders.push(info);
    last = entry;
  }
  return { recorders };
}

async function experimentsOf(
  runs: Runs,
  names: ExperimentNames,
  { experimentId }: RecorderQuery,
): Promise<ReadonlyMap<string, MlflowExperiment>> {
  const found = new Map<string, MlflowExperiment>();
  if (experimentId === undefined) {
    for await (const experiment of runs.experiments('ACTIVE_ONLY')) {
      if (experimentInfo(experiment) !== undefined) found.set(experiment.experiment_id, experiment);
    }
    return found;
  }
  const experiment = await names.byId(experimentId);
  if (experiment === undefined || experimentInfo(experiment) === undefined) {
    throw new ExperimentNotFoundError(experimentId);
  }
  return found.set(experimentId, experiment);
}

function viewOf(experiments: ReadonlyMap<string, MlflowExperiment>, query: RecorderQuery): View {
  if ([...experiments.values()].some(isDeleted)) return 'ALL';
  return query.deleted === true ? 'DELETED_ONLY' : 'ACTIVE_ONLY';
}
