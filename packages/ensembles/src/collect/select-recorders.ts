import {
  CollectKeyDuplicateError,
  EmptyCollectionError,
  encodeKey,
  formatKey,
  isRecorderRef,
  type Key,
  requireKey,
} from '@windrow/core';
import type { CollectReport } from './collect-report.js';
import type { CollectableRecorder, RecorderListing, RecorderSource, ResultOf } from './collectable-recorder.js';
import type { CollectOptions, RecorderCollectorOptions } from './collector-options.js';

/** A recorder whose objects are to be loaded, with their key. */
export interface SelectedRecorder<R> {
  readonly recorder: R;
  readonly key: Key;
}

/** The recorders to collect, in the order of listing, and what was left out. */
export interface Selection<R> {
  readonly recorders: readonly SelectedRecorder<R>[];
  readonly counts: Pick<CollectReport, 'listed' | 'otherStatus' | 'filteredOut' | 'superseded'>;
}

/**
 * Goes through all recorders and keeps those that are collected. Nothing is loaded.
 *
 * @throws CollectKeyDuplicateError (`COLLECT_KEY_DUPLICATE`), EmptyCollectionError (`COLLECTION_EMPTY`), InvalidKeyError (`KEY_INVALID`)
 */
export async function selectRecorders<R extends CollectableRecorder, Filter>(
  setup: RecorderCollectorOptions<R, Filter>,
  options: CollectOptions<R>,
): Promise<Selection<R>> {
  const statuses = typeof options.status === 'string' ? [options.status] : (options.status ?? ['FINISHED']);
  const recorders: SelectedRecorder<R>[] = [];
  const superseded: string[] = [];
  let [listed, otherStatus, filteredOut] = [0, 0, 0];
  for await (const recorder of await listRecorders(setup)) {
    options.signal?.throwIfAborted();
    listed++;
    if (!statuses.includes('any') && !statuses.includes(recorder.opened.status)) otherStatus++;
    else if (options.filter !== undefined && !(await options.filter(recorder))) filteredOut++;
    else if (!(await isResult(recorder, setup.resultOf))) superseded.push(recorder.id);
    else
      recorders.push({
        recorder,
        key: requireKey(setup.key?.(recorder) ?? recorder.id, `RecorderCollector, recorder ${recorder.id},`),
      });
  }
  const counts = { listed, otherStatus, filteredOut, superseded };
  if (recorders.length === 0 && options.onEmpty === 'error') throw new EmptyCollectionError(listed, describe(counts));
  if ((options.onDuplicate ?? 'error') === 'error') refuseDuplicates(recorders);
  return { recorders, counts };
}

async function listRecorders<R extends CollectableRecorder, Filter>({
  experiment,
  recorders,
  where,
}: RecorderCollectorOptions<R, Filter>): Promise<AsyncIterable<R> | Iterable<R>> {
  if (experiment !== undefined) return listExperiment(experiment, where);
  const source = recorders as RecorderSource<R>;
  return typeof source === 'function' ? source() : source;
}

function listExperiment<R extends CollectableRecorder, Filter>(
  experiment: RecorderListing<R, Filter>,
  where: Filter | undefined,
): AsyncIterable<R> | Iterable<R> | Promise<Iterable<R>> {
  return where === undefined ? experiment.recorders() : experiment.recorders(where);
}

async function isResult<R extends CollectableRecorder>(
  recorder: R,
  resultOf: ResultOf<R> | undefined,
): Promise<boolean> {
  if (resultOf === undefined || recorder.opened.task === undefined) return true;
  const result = await resultOf(recorder);
  return (isRecorderRef(result) ? result.recorderId : result) === recorder.id;
}

function refuseDuplicates<R extends CollectableRecorder>(recorders: readonly SelectedRecorder<R>[]): void {
  const byKey = new Map<string, SelectedRecorder<R>[]>();
  for (const selected of recorders) {
    const text = encodeKey(selected.key);
    const same = byKey.get(text);
    if (same === undefined) byKey.set(text, [selected]);
    else same.push(selected);
  }
  const duplicated = [...byKey.values()].filter((same) => same.length > 1);
  const [worst] = duplicated;
  if (worst === undefined) return;
  throw new CollectKeyDuplicateError(
    formatKey((worst[0] as SelectedRecorder<R>).key),
    worst.map(({ recorder }) => `recorder ${recorder.id}`),
    duplicated.length - 1,
  );
}

function describe({ otherStatus, filteredOut, superseded }: Selection<never>['counts']): string {
  return `${otherStatus} of another status, ${filteredOut} left out by the filter, ${superseded.length} superseded`;
}
