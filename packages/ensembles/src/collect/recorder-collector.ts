import {
  CollectArtifactMissingError,
  type Collector,
  EnsembleOptionsError,
  formatKey,
  type Key,
  KeyMap,
  type ProcessOptions,
  type ProcessStep,
  WindrowError,
} from '@windrow/core';
import { RollingGroup } from '../group/rolling-group.js';
import { Collected, type DuplicatedKey, type MissingArtifact } from './collect-report.js';
import type { CollectableRecorder } from './collectable-recorder.js';
import {
  type CollectOptions,
  type CollectRunOptions,
  checkChoices,
  chooseArtifacts,
  type RecorderCollectorOptions,
  rawArtifact,
  resolveArtifacts,
} from './collector-options.js';
import { loadInOrder } from './load-in-order.js';
import { checkSteps, processCollect } from './process-collect.js';
import { type SelectedRecorder, selectRecorders } from './select-recorders.js';

const owner = 'RecorderCollector';
const missing = Symbol('missing');

/**
 * Collects objects that recorders have saved: `{artifact: {recorder's key: object}}`, and with it what is missing and duplicated.
 * Recorders are listed without a limit on their number; objects are loaded a few recorders at a time, in the order of listing.
 * (Reference: `qlib.workflow.task.collect.RecorderCollector`, which leaves out what is missing and overwrites what is duplicated.)
 *
 * @example
 * const collector = new RecorderCollector({
 *   experiment,
 *   key: ({ opened: { tags } }) => [Number(tags.horizon), tags.features, tags.window],
 *   artifacts: { pred: 'pred', ic: 'sig_analysis/ic' },
 * });
 * const { report } = await collector.collect();
 * const rolled = (await collector.run()).get('pred');
 */
export class RecorderCollector<R extends CollectableRecorder = CollectableRecorder, Filter = never>
  implements Collector<CollectOptions<R>>
{
  readonly #setup: RecorderCollectorOptions<R, Filter>;
  readonly #artifacts: ReadonlyMap<string, string>;
  readonly #process: ProcessStep | readonly ProcessStep[];

  /** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`), ProcessStepError (`PROCESS_STEP`) */
  constructor(options: RecorderCollectorOptions<R, Filter>) {
    const { experiment, recorders } = options;
    if ((experiment === undefined) === (recorders === undefined)) {
      throw new EnsembleOptionsError(owner, 'experiment', 'or recorders must be given, and not both');
    }
    checkChoices(owner, options);
    this.#setup = options;
    this.#artifacts = resolveArtifacts(options.artifacts);
    chooseArtifacts(owner, this.#artifacts, options);
    this.#process = options.process ?? (options.key === undefined ? [] : [new RollingGroup()]);
    checkSteps(this.#process);
  }

  /** The name of the experiment, where it has one. (Reference: `get_exp_name`.) */
  get experimentName(): string | undefined {
    return this.#setup.experiment?.name;
  }

  /**
   * The objects by artifact and key, with the report. An artifact that no recorder has is absent.
   *
   * @throws CollectArtifactMissingError (`COLLECT_ARTIFACT_MISSING`), CollectKeyDuplicateError (`COLLECT_KEY_DUPLICATE`; before anything is
   * loaded), EmptyCollectionError (`COLLECTION_EMPTY`), InvalidKeyError (`KEY_INVALID`), EnsembleOptionsError (`ENSEMBLE_OPTIONS`); and
   * whatever a recorder throws while loading.
   */
  async collect(overrides: CollectOptions<R> = {}): Promise<Collected> {
    const options = this.#optionsOf(overrides);
    const artifacts = chooseArtifacts(owner, this.#artifacts, options);
    const { recorders, counts } = await selectRecorders(this.#setup, options);
    const found = new KeyMap<KeyMap<unknown>>();
    const owners = new Map<string, KeyMap<string>>(artifacts.map((artifact) => [artifact, new KeyMap()]));
    const missingOnes: MissingArtifact[] = [];
    const duplicated: DuplicatedKey[] = [];
    for await (const [{ recorder, key }, objects] of this.#load(recorders, artifacts, options)) {
      artifacts.forEach((artifact, place) => {
        const object = objects[place];
        if (object === missing) {
          missingOnes.push({ recorderId: recorder.id, key, artifact, path: this.#artifacts.get(artifact) as string });
          return;
        }
        const known = owners.get(artifact) as KeyMap<string>;
        const earlier = known.get(key);
        const keepsEarlier = earlier !== undefined && options.onDuplicate === 'first';
        if (earlier !== undefined) {
          const [kept, dropped] = keepsEarlier ? [earlier, recorder.id] : [recorder.id, earlier];
          duplicated.push({ artifact, key, kept, dropped });
        }
        if (keepsEarlier) return;
        known.set(key, recorder.id);
        let map = found.get(artifact);
        if (map === undefined) {
          map = new KeyMap();
          found.set(artifact, map);
        }
        map.set(key, object);
      });
    }
    return new Collected(found, { ...counts, collected: recorders.length, missing: missingOnes, duplicated });
  }

  /**
   * The same objects one after the other, for collections that do not fit in memory: at most `concurrency` recorders' objects are held.
   * Missing artifacts are an error, or left out, as `onMissing` says; duplicated keys are an error unless `onDuplicate` says otherwise, and
   * then all of them come.
   */
  async *entries(
    overrides: CollectOptions<R> = {},
  ): AsyncGenerator<{ readonly artifact: string; readonly key: Key; readonly recorder: R; readonly object: unknown }> {
    const options = this.#optionsOf(overrides);
    const artifacts = chooseArtifacts(owner, this.#artifacts, options);
    const { recorders } = await selectRecorders(this.#setup, options);
    for await (const [{ recorder, key }, objects] of this.#load(recorders, artifacts, options)) {
      for (const [place, artifact] of artifacts.entries()) {
        if (objects[place] !== missing) yield { artifact, key, recorder, object: objects[place] };
      }
    }
  }

  /** Each artifact's value through the steps. @throws ProcessStepError (`PROCESS_STEP`) and whatever a step throws. */
  async processCollect(
    collected: ReadonlyMap<Key, unknown>,
    process: ProcessStep | readonly ProcessStep[] = this.#process,
    options: ProcessOptions = {},
  ): Promise<KeyMap<unknown>> {
    return processCollect(collected, process, options);
  }

  /** {@link collect}, then {@link processCollect}; with the report of the first. */
  async run(options: CollectRunOptions<R> = {}): Promise<Collected<unknown>> {
    const collected = await this.collect(options);
    const { signal } = this.#optionsOf(options);
    const processing = signal === undefined ? options.processing : { signal, ...options.processing };
    return new Collected(await this.processCollect(collected, this.#process, processing), collected.report);
  }

  #optionsOf(overrides: CollectOptions<R>): CollectOptions<R> {
    const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
    const options = { ...this.#setup, ...given };
    checkChoices(owner, options);
    return options;
  }

  #load(
    recorders: readonly SelectedRecorder<R>[],
    artifacts: readonly string[],
    { concurrency = 8, onMissing = 'error', onProgress, signal }: CollectOptions<R>,
  ): AsyncGenerator<readonly [SelectedRecorder<R>, readonly unknown[]]> {
    let done = 0;
    return loadInOrder(recorders, concurrency, async (selected) => {
      const objects: unknown[] = [];
      for (const artifact of artifacts) {
        signal?.throwIfAborted();
        objects.push(artifact === rawArtifact ? selected.recorder : await this.#loadOne(selected, artifact, onMissing));
      }
      onProgress?.({ done: ++done, total: recorders.length, recorderId: selected.recorder.id });
      return objects;
    });
  }

  async #loadOne(
    { recorder, key }: SelectedRecorder<R>,
    artifact: string,
    onMissing: 'error' | 'skip',
  ): Promise<unknown> {
    const path = this.#artifacts.get(artifact) as string;
    try {
      return await recorder.loadObject(path);
    } catch (error) {
      if (!(await isMissing(error, recorder, path))) throw error;
      if (onMissing === 'skip') return missing;
      throw new CollectArtifactMissingError(recorder.id, formatKey(key), artifact, path, { cause: error });
    }
  }
}

/** An artifact that is damaged, or a store that is away, is no missing artifact. */
async function isMissing(error: unknown, recorder: CollectableRecorder, path: string): Promise<boolean> {
  if (WindrowError.is(error)) return error.code === 'ARTIFACT_MISSING';
  if (recorder.listObjects === undefined) return false;
  for (const name of await recorder.listObjects()) if (name === path) return false;
  return true;
}
