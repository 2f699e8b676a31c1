import type { Claim, JsonValue, Tags } from '@windrow/core';

/** What one attempt brings to its train function. */
export interface Attempt {
  readonly input: unknown;
  /** What messages call its task: the id, or where it is in its list. */
  readonly name: string;
  /** Absent where no pool is involved. */
  readonly claim?: Claim;
  readonly attempt: number;
  readonly tags: Tags;
  readonly args: unknown;
  /** Aborted when the attempt is to stop; the reason says why. */
  readonly signal: AbortSignal;
  progress(value: JsonValue): void;
  log(message: string): void;
  /** Does for a child what it asks of the worker's stores. */
  readonly stores?: StoreDesk;
}

/** Where the attempt of a child asks for what only its worker can do. */
export interface StoreDesk {
  /** @throws what the store throws */
  call(method: string, args: readonly unknown[]): Promise<unknown>;
}

/** Runs train functions somewhere. Nothing here touches a store. */
export interface Executor {
  /** Loads the train function once. @throws HandlerLoadError */
  prepare(): Promise<void>;
  /** What the train function returned. Rejects with what it threw, or with how its child died. */
  run(attempt: Attempt): Promise<unknown>;
  /** Ends every child. */
  close(): Promise<void>;
}
