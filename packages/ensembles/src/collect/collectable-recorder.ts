import type { RecorderRef } from '@windrow/core';

/** What collecting needs of a recorder. The recorders of an experiment have more, and key functions see all of it. */
export interface CollectableRecorder {
  readonly id: string;
  /** `SCHEDULED`, `RUNNING`, `FINISHED` or `FAILED`. */
  readonly status: string;
  /** Present on a recorder that a task owns. */
  readonly task?: unknown;
  loadObject(name: string): Promise<unknown>;
  listObjects?(): Promise<Iterable<string>>;
}

/** What collecting needs of an experiment. */
export interface RecorderListing<R extends CollectableRecorder, Filter = never> {
  readonly name?: string;
  recorders(filter?: Filter): AsyncIterable<R> | Iterable<R> | Promise<Iterable<R>>;
}

/** Recorders, or a function that gives them when they are collected. */
export type RecorderSource<R extends CollectableRecorder> =
  | AsyncIterable<R>
  | Iterable<R>
  | (() => AsyncIterable<R> | Iterable<R> | Promise<AsyncIterable<R> | Iterable<R>>);

/** Says which recorder the result of a recorder's task points at: its id or reference, or `undefined` for none (yet). */
export type ResultOf<R extends CollectableRecorder> = (
  recorder: R,
) => RecorderRef | string | undefined | Promise<RecorderRef | string | undefined>;
