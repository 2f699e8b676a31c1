import type { FromChild, ToChild } from '../child/child-message.js';

/** How a child came to its end. */
export interface ChildEnd {
  readonly exitCode?: number;
  readonly signal?: string;
  /** What nobody caught in the child, where that is known. */
  readonly cause?: unknown;
}

/** A thread or a process that runs train functions. */
export interface Child {
  readonly isolate: 'thread' | 'process';
  readonly pid?: number;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<ChildEnd>;
  send(message: ToChild, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** What it uses now, where that can be seen from outside. */
  measure?(): number | undefined;
}

export interface ChildOptions {
  /** The train function's module: a TypeScript one needs a loader. */
  readonly module: string;
  readonly memoryLimitBytes?: number | undefined;
}
