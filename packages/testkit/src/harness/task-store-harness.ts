import type { TaskStore } from '@windrow/core';
import type { ChildModule } from './child-module.js';

/** What the author of a store hands to the suite: one set of data, and the few things that only the author can do to it. */
export interface TaskStoreHarness {
  /** A client of the data. The suite does not close it; `dispose` does. */
  readonly store: TaskStore;
  /**
   * Another client of the same data, as independent as a second process would be: no state shared but the data (and the injected
   * clock, where there is one). The suite may close it or leave it to `dispose`. Needed with `durable`; to be left out only where
   * the data live and die with their one client.
   */
  open?(): Promise<TaskStore>;
  /**
   * Lets `ms` pass by the store's clock. With `capabilities.clock: 'injected'` it turns the clock that all clients were given, and
   * may be asked for a negative `ms` (a machine whose clock was set back). With `'server'` it resolves once the server's clock has
   * moved on by `ms`: {@link passServerTime} does that, and the suite then asks for a few hundred ms at most.
   */
  advance(ms: number): Promise<void>;
  /** Needed with `durable`: writes the range of protocol versions into the data, as a client of another version would (rule 19). */
  writeProtocol?(protocol: { readonly min: number; readonly current: number }): Promise<void>;
  /** Needed with `durable`: adds to a stored task a field that this version does not know (a property, a column, a hash field). */
  writeUnknownField?(pool: string, taskId: string, value: string): Promise<void>;
  /** Needed with `durable`: what is in that field now; `undefined` when it was lost. */
  readUnknownField?(pool: string, taskId: string): Promise<string | undefined>;
  /** Moves the end of an ended task `ms` into the past. Needed with `clock: 'server'`, where no test can wait for retention. */
  backdate?(pool: string, taskId: string, ms: number): Promise<void>;
  /** Needed with `clock: 'server'`: makes the server unreachable, and reachable again. {@link startCuttableProxy} does that. */
  readonly outage?: { begin(): Promise<void>; end(): Promise<void> };
  /** Needed with `durable`: how another process opens the same data. */
  readonly child?: ChildModule;
  /** Closes every client, also those the suite closed already, and removes the data. */
  dispose(): Promise<void>;
}

/** Makes fresh, empty data each time. The suite calls it about once per rule and gives each test a pool of its own. */
export type TaskStoreFactory = () => Promise<TaskStoreHarness>;
