import { EnsembleOptionsError, type Key, type ProcessOptions, type ProcessStep } from '@windrow/core';
import type { CollectableRecorder, RecorderListing, RecorderSource, ResultOf } from './collectable-recorder.js';

/** The name under which recorders themselves are collected. */
export const rawArtifact = '__raw';

/** How far collecting is. */
export interface CollectProgress {
  /** Recorders whose objects have been loaded. */
  readonly done: number;
  readonly total: number;
  readonly recorderId: string;
}

/** What may be said anew for each call of `collect` and `run`. */
export interface CollectOptions<R extends CollectableRecorder = CollectableRecorder> {
  /** Which of the artifacts to collect; `'__raw'` for the recorders themselves. Default: all. */
  readonly artifactsKey?: string | readonly string[];
  /** Collect the recorders themselves, as `__raw`, and load nothing unless `artifactsKey` names it. Default false. */
  readonly raw?: boolean;
  /** Whether a recorder is collected. */
  readonly filter?: (recorder: R) => boolean | Promise<boolean>;
  /** Statuses that are collected; `'any'` for all. Default `'FINISHED'`. */
  readonly status?: string | readonly string[];
  /** A recorder that lacks an artifact: an error (default), or left out and listed as missing. */
  readonly onMissing?: 'error' | 'skip';
  /** Recorders with one key: an error (default), or the first or last of them in the order of listing, the others listed. */
  readonly onDuplicate?: 'error' | 'first' | 'last';
  /** No recorder to collect: an empty map (default), or an error. */
  readonly onEmpty?: 'empty' | 'error';
  /** How many recorders are loaded at a time. Default 8. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: CollectProgress) => void;
  readonly signal?: AbortSignal;
}

/** Options of `RecorderCollector`: where recorders come from, what is collected, and defaults for each call. */
export interface RecorderCollectorOptions<R extends CollectableRecorder = CollectableRecorder, Filter = never>
  extends CollectOptions<R> {
  /** Whose recorders are collected. Either this or `recorders`. */
  readonly experiment?: RecorderListing<R, Filter>;
  /** Passed to the experiment, which then lists fewer recorders. */
  readonly where?: Filter;
  readonly recorders?: RecorderSource<R>;
  /** The key of a recorder's objects. Default: its id. */
  readonly key?: (recorder: R) => Key;
  /** What is collected: name in the answer → name at the recorder; or just names. Default `{ pred: 'pred' }`. */
  readonly artifacts?: string | readonly string[] | Readonly<Record<string, string>>;
  /**
   * What each artifact's map goes through, in order. Default: a `RollingGroup` when a `key` is given, whose last element is then the
   * window; nothing when objects are collected by recorder id.
   */
  readonly process?: ProcessStep | readonly ProcessStep[];
  /**
   * The recorder that the result of a recorder's task points at. With it, recorders of attempts that lost are left out and counted;
   * recorders without a task always count.
   */
  readonly resultOf?: ResultOf<R>;
}

/** Options of `run`: those of `collect`, and how the steps run. */
export type CollectRunOptions<R extends CollectableRecorder = CollectableRecorder> = CollectOptions<R> & {
  readonly processing?: ProcessOptions;
};

/** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) naming the option. */
export function checkChoices(owner: string, options: CollectOptions<never>): void {
  check(owner, 'onMissing', options.onMissing, ['error', 'skip']);
  check(owner, 'onDuplicate', options.onDuplicate, ['error', 'first', 'last']);
  check(owner, 'onEmpty', options.onEmpty, ['empty', 'error']);
  const { concurrency = 1 } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new EnsembleOptionsError(owner, 'concurrency', `must be a whole number from 1, got ${concurrency}`);
  }
}

function check(owner: string, option: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  const listed = choices.map((choice) => `'${choice}'`).join(' or ');
  throw new EnsembleOptionsError(owner, option, `is ${JSON.stringify(value)}; choose ${listed}`);
}

/** Artifacts by name: what they are called at the recorder. */
export function resolveArtifacts(
  artifacts: RecorderCollectorOptions['artifacts'] = 'pred',
): ReadonlyMap<string, string> {
  if (typeof artifacts === 'string') return new Map([[artifacts, artifacts]]);
  if (Array.isArray(artifacts)) return new Map((artifacts as readonly string[]).map((name) => [name, name]));
  return new Map(Object.entries(artifacts));
}

/** The artifacts that a call collects. @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) for one that was not declared. */
export function chooseArtifacts(
  owner: string,
  artifacts: ReadonlyMap<string, string>,
  { artifactsKey, raw = false }: CollectOptions<never>,
): readonly string[] {
  const asked = typeof artifactsKey === 'string' ? [artifactsKey] : artifactsKey;
  const chosen = new Set(asked ?? (raw ? [] : artifacts.keys()));
  if (raw) chosen.add(rawArtifact);
  for (const name of chosen) {
    if (name === rawArtifact || artifacts.has(name)) continue;
    const known = [...artifacts.keys(), rawArtifact].map((known) => `'${known}'`).join(', ');
    throw new EnsembleOptionsError(
      owner,
      'artifactsKey',
      `names '${name}', which is not among ${known}; declare it in artifacts`,
    );
  }
  return [...chosen];
}
