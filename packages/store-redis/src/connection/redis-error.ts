import {
  StoreClosedError,
  StoreConfigurationError,
  StoreCorruptError,
  StoreFullError,
  StoreUnavailableError,
  WindrowError,
} from '@windrow/core';

/** Answers of a server that may be another one soon. */
const PASSING = /^(LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|UNBLOCKED|NOREPLICAS|MISCONF|EXECABORT)\b/;
const REFUSED = /^(NOAUTH|WRONGPASS|NOPERM)\b/;
const DAMAGED = /^(WRONGTYPE)\b/;

/** Whether the server does not know the script yet. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** Whether the server answered, rather than the connection failing. */
function isReply(error: Error): boolean {
  return error.name === 'ReplyError';
}

/**
 * The error of the contract for what the client threw. The cause keeps the text alone: the client's own error carries the command
 * with its arguments, a password among them when it was AUTH.
 */
export function storeError(store: string, operation: string, error: unknown): Error {
  if (error instanceof WindrowError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = Object.assign(new Error(message), { name });
  if (!(error instanceof Error) || !isReply(error)) {
    return new StoreUnavailableError(store, operation, message, { cause });
  }
  if (PASSING.test(message)) return new StoreUnavailableError(store, operation, message, { cause });
  if (message.startsWith('OOM')) return new StoreFullError(store, operation, { cause });
  if (REFUSED.test(message)) {
    return new StoreConfigurationError(store, message, 'Check user, password and what the server lets them do.', {
      cause,
    });
  }
  if (DAMAGED.test(message)) return new StoreCorruptError(store, `${operation} failed (${message})`, { cause });
  return cause;
}

/** @throws StoreClosedError */
export function refuseClosed(closed: boolean, store: string, operation: string): void {
  if (closed) throw new StoreClosedError(store, operation);
}
