import { StoreConfigurationError, StoreFullError, StoreUnavailableError, WindrowError } from '@windrow/core';
import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';

/** Names of the driver's errors that say: the server cannot be reached, or did not answer in time. */
const AWAY: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
]);
/** Server codes that say the same: no primary, shutting down, interrupted, a majority that did not confirm in time. */
const AWAY_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 64, 89, 91, 100, 107, 133, 134, 189, 262, 384, 9001, 10107, 11600, 11602, 13435, 13436, 50,
]);
/** An engine behind a MongoDB-wire front that is away itself comes as an internal error of the front. */
const AWAY_TEXT =
  /failed to connect|connection (?:refused|reset)|conn closed|unexpected EOF|terminating connection|shutting down|starting up|recovery mode|not (?:yet )?accepting connections|too many clients|broken pipe/i;
const CONFLICT_TEXT = /deadlock detected|could not serialize|tuple concurrently|write ?conflict/i;
const DUPLICATE = 11_000;
/** Wrong or missing credentials, or a user that may not do this. */
const FORBIDDEN_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);
/** DocumentDB engines keep a unique index by an exclusion constraint, which find-and-modify reports without a code. */
const DUPLICATE_TEXT = /violates (?:exclusion|unique) constraint/;

/** The same call may be sent again at once: the server undid it because another write came between. */
export function isWriteConflict(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === 112 || CONFLICT_TEXT.test(error.message));
}

/** A unique index refused the write. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === DUPLICATE || DUPLICATE_TEXT.test(error.message));
}

/** Whether one entry of a batch was refused by a unique index. */
export function isDuplicateEntry(entry: { readonly code: number; readonly errmsg?: string | undefined }): boolean {
  return entry.code === DUPLICATE || DUPLICATE_TEXT.test(entry.errmsg ?? '');
}

const AWAY_SOCKET: ReadonlySet<unknown> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What a socket says itself, which the driver lets through when the write after a reset fails. */
function isSocketError(error: unknown): error is Error {
  return error instanceof Error && AWAY_SOCKET.has((error as NodeJS.ErrnoException).code);
}

/** A driver's error in the words of the contract; anything else comes back as it is. */
export function translateError(store: string, operation: string, error: unknown): unknown {
  if (isSocketError(error)) {
    return new StoreUnavailableError(store, operation, error.message, { cause: error });
  }
  if (!(error instanceof MongoError) || WindrowError.is(error)) return error;
  // A batch wraps what ended it, and takes neither its name nor its code.
  const wrapped: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined;
  if (wrapped instanceof MongoError) return translateError(store, operation, wrapped);
  const reason = withoutSecrets(error.message);
  if (error.code === 14_031 || /disk (?:is )?full|no space left/i.test(reason)) {
    return new StoreFullError(store, operation, { cause: error });
  }
  if (FORBIDDEN_CODES.has(error.code)) {
    const refused = `the server refuses these credentials, or their user may not ${operation}`;
    const advice = 'Correct user, password and authSource, or give the user the role readWrite on this database.';
    return new StoreConfigurationError(store, refused, advice, { cause: error });
  }
  const away =
    AWAY.has(error.name) ||
    AWAY_CODES.has(error.code) ||
    (error.code === 1 && AWAY_TEXT.test(reason)) ||
    isWriteConflict(error) ||
    error.hasErrorLabel('RetryableWriteError') ||
    // The monitor of a server that fell silent ends every connection to it, by an error under a name of its own.
    error.hasErrorLabel('PoolRequestedRetry');
  return away ? new StoreUnavailableError(store, operation, reason, { cause: error }) : error;
}

/** A text in which no user and no password of a connection string is left. */
export function withoutSecrets(text: string): string {
  return text.replace(/(mongodb(?:\+srv)?:\/\/)[^@\s/]*@/g, '$1');
}
