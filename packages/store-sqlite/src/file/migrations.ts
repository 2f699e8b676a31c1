import { EXPERIMENTS_SCHEMA } from './schema-experiments.js';
import { TASKS_SCHEMA } from './schema-tasks.js';

/** One numbered step of the schema. Steps are only ever added, and never changed once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** The lowest protocol version that may still write after this step (rule 19): raised when older clients would break the data. */
  readonly protocolMin: number;
}

/** The protocol version that this code speaks. */
export const PROTOCOL = 1;

/** "WIND": tells our files from other programs' in the header of an SQLite file. */
export const APPLICATION_ID = 0x57494e44;

export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'tasks and experiments', sql: `${TASKS_SCHEMA}\n${EXPERIMENTS_SCHEMA}`, protocolMin: 1 },
];
