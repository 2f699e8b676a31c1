import type { RecorderInfo } from '../store/experiment-store.js';
import { readPath } from '../task/filter-evaluate.js';

/** Gives `matches` the values of one recorder: the counterpart of the vocabulary that filters on recorders are parsed with. */
export function recorderFields(recorder: RecorderInfo): (path: readonly string[]) => unknown {
  return (path) => readPath(recorder, path);
}
