import type { JsonValue } from '@windrow/core';
import type { Ended, Taken } from '../history/history.js';

/** What a child process is asked to do; crosses the boundary as JSON in its first argument. */
export type Job = (
  | { readonly kind: 'submit'; readonly pool: string; readonly tasks: number; readonly batch: number }
  /** Works until so many tasks have ended. */
  | {
      readonly kind: 'work';
      readonly pool: string;
      readonly tasks: number;
      readonly leaseMs: number;
      readonly seed: number;
    }
  /** Opens a store, uses and closes it; the process must then end by itself. */
  | { readonly kind: 'open-and-close'; readonly port: 'task' | 'experiment' | 'artifact' }
  /** Asks for one experiment so many times at once, and writes down the ids. */
  | { readonly kind: 'get-or-create'; readonly name: string; readonly times: number }
  /** Puts an artifact whose source never ends; says so once the first piece was taken. */
  | { readonly kind: 'endless-put'; readonly owner: JsonValue; readonly name: string; readonly bytes: number }
) & {
  readonly module: string;
  readonly options: JsonValue;
  /** Where the process writes down what it was told, one JSON line each. */
  readonly log: string;
};

/** One line of a log. */
export type LogLine =
  | { readonly kind: 'submitted'; readonly ids: readonly string[] }
  | { readonly kind: 'taken'; readonly entry: Taken }
  | { readonly kind: 'ended'; readonly entry: Ended }
  | { readonly kind: 'experiments'; readonly ids: readonly string[] }
  | { readonly kind: 'putting' };
