/** What collecting needs of a recorder. The recorders of an experiment have more, and key functions see all of it. */
export interface CollectableRecorder {
  readonly id: string;
  /** The recorder as it was when it was listed. */
  readonly opened: {
    /** `SCHEDULED`, `RUNNING`, `FINISHED` or `FAILED`. */
    readonly status: string;
    /** Of a recorder that a task owns. */
    readonly task?: { readonly pool: string; readonly taskId: string };
  };
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

/**
 * Says what the result of a recorder's task is: the recorder that it points at, by id or reference, or anything else for none. See
 * `taskResults` for the tasks of a TaskManager.
 */
export type ResultOf<R extends CollectableRecorder> = (recorder: R) => unknown;
