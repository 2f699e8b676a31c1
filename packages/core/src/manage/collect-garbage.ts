import { InvalidArgumentError } from '../errors/task-errors.js';
import type { ArtifactOwner, ArtifactStore } from '../store/artifact-store.js';
import type { ExperimentStore } from '../store/experiment-store.js';
import type { TaskStore } from '../store/task-store.js';
import { type ArtifactKeeper, recorderKeeper, taskKeeper } from './artifact-keepers.js';
import { requireDurationMs } from './require-argument.js';
import { retrying } from './retrying.js';

const DAY_MS = 86_400_000;
const PAGE = 200;
const LISTED = 1_000;
const RETRIES = 5;

/** Which stores to look through for artifacts that nothing points at. */
export interface GarbageOptions {
  readonly artifacts: ArtifactStore;
  /** Every task store whose artifacts may be looked through; owners of other stores are left alone. */
  readonly taskStores?: readonly TaskStore[];
  readonly experimentStores?: readonly ExperimentStore[];
  /** What was put or touched within this time, by the artifact store's clock, is left alone; default 24 h. */
  readonly graceMs?: number;
  /** Only says what would go. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Something that nothing points at. `name` is absent when it is all that its owner has, and for what is unfinished. */
export interface Garbage {
  readonly owner: ArtifactOwner;
  readonly name?: string;
  /** Uploads that died half-way; what their owner has otherwise stays. */
  readonly unfinished?: number;
  readonly bytes: number;
}

/** What `collectGarbage` found and took. */
export interface GarbageReport {
  /** Owners that were looked at. */
  readonly owners: number;
  /** Owners of stores that were not given. */
  readonly foreign: number;
  /** How much was removed, or would be on a dry run. */
  readonly removed: number;
  readonly bytes: number;
  /** The first 1,000 of it. */
  readonly items: readonly Garbage[];
}

/**
 * Removes artifacts that nothing points at: all that belongs to a task or a recorder that is no more, results that a later
 * attempt has replaced, and what uploads left that died half-way. Takes only owners of the stores it was given, nothing touched within the grace, and reads the pointer
 * again just before each removal.
 *
 * @throws InvalidArgumentError; StoreUnavailableError: what was removed until then stays removed, run it again
 */
export async function collectGarbage(options: GarbageOptions): Promise<GarbageReport> {
  const { artifacts, signal } = options;
  if (typeof artifacts?.owners !== 'function') {
    throw new InvalidArgumentError('artifacts', 'must be the artifact store to look through.');
  }
  const graceMs = requireDurationMs('graceMs', options.graceMs ?? DAY_MS, 0);
  const again = <T>(operation: () => Promise<T>): Promise<T> => retrying(RETRIES, operation);
  const keepers = await again(() => keepersOf(options));
  const touchedBefore = (await again(() => artifacts.now())) - graceMs;
  const items: Garbage[] = [];
  const report = { owners: 0, foreign: 0, removed: 0, bytes: 0, items };
  const dryRun = options.dryRun ?? false;
  const list = (garbage: Garbage): void => {
    report.removed += 1;
    report.bytes += garbage.bytes;
    if (items.length < LISTED) items.push(garbage);
  };
  const take = async (garbage: Garbage): Promise<void> => {
    if (!dryRun) await again(() => artifacts.remove(garbage.owner, garbage.name));
    list(garbage);
  };
  const takeUnfinished = async (owner: ArtifactOwner): Promise<void> => {
    const left = await again(async () => artifacts.removeLeftovers?.(owner, touchedBefore, { dryRun }));
    if (left !== undefined && left.count > 0) list({ owner, unfinished: left.count, bytes: left.bytes });
  };

  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await again(() => artifacts.owners(query));
    for (const { owner, touchedAt, bytes } of page.owners) {
      signal?.throwIfAborted();
      const keeper = keepers.get(keeperName(owner.kind, owner.storeId));
      report.owners += 1;
      if (keeper === undefined) report.foreign += 1;
      else if (await again(() => keeper.isAlive(owner))) {
        await again(() => takeReplaced(artifacts, keeper, owner, touchedBefore, take));
        await takeUnfinished(owner);
      } else if (touchedAt < touchedBefore && !(await again(() => keeper.isAlive(owner)))) await take({ owner, bytes });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return report;
}

async function takeReplaced(
  artifacts: ArtifactStore,
  keeper: ArtifactKeeper,
  owner: ArtifactOwner,
  touchedBefore: number,
  take: (garbage: Garbage) => Promise<void>,
): Promise<void> {
  if (!keeper.replaces) return;
  for (const { name, size, touchedAt } of await artifacts.list(owner)) {
    if (touchedAt < touchedBefore && (await keeper.isReplaced(owner, name))) await take({ owner, name, bytes: size });
  }
}

async function keepersOf(options: GarbageOptions): Promise<ReadonlyMap<string, ArtifactKeeper>> {
  const keepers = new Map<string, ArtifactKeeper>();
  for (const store of options.taskStores ?? []) {
    keepers.set(keeperName('task', (await store.identity()).storeId), taskKeeper(store));
  }
  for (const store of options.experimentStores ?? []) {
    keepers.set(keeperName('recorder', (await store.identity()).storeId), recorderKeeper(store));
  }
  if (keepers.size === 0) {
    throw new InvalidArgumentError(
      'taskStores',
      'or experimentStores must name a store whose artifacts to look through.',
    );
  }
  return keepers;
}

function keeperName(kind: ArtifactOwner['kind'], storeId: string): string {
  return `${kind}:${storeId}`;
}
