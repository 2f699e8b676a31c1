import type { GlobalOptions } from './with-windrow.js';

/** What the command line gives to each command that registers itself. */
export interface CommandContext {
  /** A command's own options together with those that every command takes. */
  global<T extends object>(own: T): GlobalOptions & T;
  /** Ends with this exit code once the command has returned; for commands whose answer is a code of their own. */
  exit(code: number): void;
}
