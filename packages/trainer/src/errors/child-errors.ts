import { WindrowError } from '@windrow/core';

/** How a thread or a process ended, and what it last used. */
export interface ChildDeath {
  readonly isolate: 'thread' | 'process';
  /** Of a child process. */
  readonly pid?: number;
  /** Absent when a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** The last figure that was taken: resident memory of a process, heap and buffers of a thread. Absent when it died before the first. */
  readonly memoryBytes?: number;
}

/** `CHILD_DIED`: the child that ran the attempt ended before the train function did. The worker goes on with a new child. */
export class ChildDiedError extends WindrowError {
  readonly code = 'CHILD_DIED';
  constructor(
    /** Of a trainer without a pool: where the task is in the list, `number 3`. */
    readonly taskId: string,
    readonly death: ChildDeath,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`${whoDied(death)} that ran task ${taskId} ended ${how(death)}; ${used(death)}. ${whatToDo(death)}`, options);
  }
}

/** `MEMORY_LIMIT`: the child that ran the attempt used more memory than it may, and was ended. */
export class MemoryLimitError extends WindrowError {
  readonly code = 'MEMORY_LIMIT';
  constructor(
    readonly taskId: string,
    readonly death: ChildDeath,
    readonly limitBytes: number,
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `${whoDied(death)} that ran task ${taskId} reached its memory limit of ${megabytes(limitBytes)} and was ended (${how(death)}); ${used(death)}. Raise memoryLimitBytes, or let the task use less.`,
      options,
    );
  }
}

function whoDied({ isolate, pid }: ChildDeath): string {
  return isolate === 'thread' ? 'The thread' : `The process ${pid ?? ''}`.trimEnd();
}

function how({ exitCode, signal }: ChildDeath): string {
  return signal === undefined ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`;
}

function used({ memoryBytes }: ChildDeath): string {
  return memoryBytes === undefined
    ? 'it died before its memory was measured'
    : `it last used ${megabytes(memoryBytes)}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

function whatToDo({ signal }: ChildDeath): string {
  return signal === 'SIGKILL'
    ? 'Nothing here killed it: look for the out-of-memory killer in the system log.'
    : 'What it wrote to its standard error says more.';
}
