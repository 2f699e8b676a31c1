import { fileURLToPath } from 'node:url';
import type { ArtifactStore, ExperimentStore, TaskStore } from '@windrow/core';
import { describe } from 'vitest';
import { ARTIFACT_STORE_RULES } from '../../src/artifact-store/rules.js';
import { EXPERIMENT_STORE_RULES } from '../../src/experiment-store/rules.js';
import { TurnedClock } from '../../src/harness/turned-clock.js';
import type { TASK_STORE_RULES } from '../../src/task-store/rules.js';
import type { Mutant } from './mutant.js';

type Options = { readonly clock: TurnedClock; readonly maxBytes?: number };

interface Stores {
  readonly MemoryTaskStore: new (options: Options) => TaskStore;
  readonly MemoryExperimentStore: new (options: Options) => ExperimentStore;
  readonly MemoryArtifactStore: new (options: Options) => ArtifactStore;
}

/** Runs on each mutant the rule that must find it. Every describe here is meant to have a failure. */
export function runMutants(mutants: readonly Mutant[]): void {
  for (const mutant of mutants) describe(mutant.name, () => runMutant(mutant));
}

async function runMutant({ name, port, rule, file }: Mutant): Promise<void> {
  const load = async <T>(path: string, own: boolean): Promise<T> =>
    (await import(fileURLToPath(new URL(path, import.meta.url)) + (own ? `?mutant=${name}` : ''))) as T;
  const stores = await load<Stores>('../../../store-memory/src/index.ts', true);
  const harness = <S extends { close(): Promise<void> }>(make: new (options: Options) => S) => {
    return async () => {
      const clock = new TurnedClock();
      const store = new make({ clock, maxBytes: 2 ** 20 });
      return { store, advance: clock.advance, dispose: () => store.close() };
    };
  };
  if (port === 'TaskStore') {
    // A fault above the store shows only in a suite that stands on the same copy.
    const path = '../../src/task-store/rules.ts';
    const rules = await load<{ TASK_STORE_RULES: typeof TASK_STORE_RULES }>(path, file.startsWith('core/'));
    const at = rule === 'random' ? 20 : rule === 'concurrent' ? 21 : rule - 1;
    rules.TASK_STORE_RULES[at]?.(harness(stores.MemoryTaskStore));
  } else if (port === 'ExperimentStore') {
    EXPERIMENT_STORE_RULES[Number(rule) - 1]?.(harness(stores.MemoryExperimentStore));
  } else {
    ARTIFACT_STORE_RULES[Number(rule) - 1]?.(harness(stores.MemoryArtifactStore));
  }
}
