import { ExperimentNotFoundError } from '../errors/experiment-errors.js';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { ExperimentInfo } from '../store/experiment-store.js';
import type { RecordContext } from './record-context.js';

/** How an experiment is named: a living one by its name, any by its id. */
export type ExperimentRef = string | { readonly id: string };

/** @throws ExperimentNotFoundError */
export async function resolveExperiment(context: RecordContext, ref: ExperimentRef): Promise<ExperimentInfo> {
  const by = typeof ref === 'string' ? { name: ref } : { id: ref.id };
  const found = await context.call(() => context.store.get(by));
  if (found === undefined) throw new ExperimentNotFoundError(typeof ref === 'string' ? ref : ref.id);
  return found;
}

/** @throws InvalidArgumentError */
export function checkExperimentName(name: string): void {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InvalidArgumentError('experiment', 'needs a name that is not empty.');
  }
}
