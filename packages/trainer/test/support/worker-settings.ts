import type { HandlerModule, WorkerOptions } from '../../src/index.js';
import type { Place } from '../chaos/store/open-place.js';

/** What a worker process is told, as JSON. */
export interface WorkerSettings {
  readonly place: Place;
  readonly pool: string;
  /** Its own log: a file that nobody else writes. */
  readonly log: string;
  /** Its train function goes on until it is aborted. */
  readonly hold?: boolean;
  /** Runs this in place of its own train function. */
  readonly handler?: HandlerModule;
  readonly worker: Partial<Omit<WorkerOptions, 'pool' | 'train' | 'hooks' | 'onEvent' | 'signal'>>;
}
