import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  StoreConfigurationError,
  StoreCorruptError,
  StoreFullError,
  StoreUnavailableError,
  type WindrowError,
} from '@windrow/core';

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const PROTOCOL = 15;
const NOTADB = 26;

/** Less free room than this, and an I/O error is taken for a full disk (SQLite reports some of those as plain I/O errors). */
const NO_ROOM_BYTES = 256 * 1024;

/** SQLite's own words: @photostructure/sqlite 1.2.1 leaves the code out when `all` fails. */
const CODES_BY_MESSAGE: readonly (readonly [message: string, code: number])[] = [
  ['database is locked', BUSY],
  ['database table is locked', LOCKED],
  ['attempt to write a readonly database', READONLY],
  ['disk I/O error', IOERR],
  ['malformed', CORRUPT],
  ['database or disk is full', FULL],
  ['unable to open database file', CANTOPEN],
  ['locking protocol', PROTOCOL],
  ['file is not a database', NOTADB],
];

/** SQLite's result code without its extension; `undefined` for an error that is not SQLite's. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode, message } = error as Error & { readonly code?: unknown; readonly errcode?: unknown };
  if (code !== 'ERR_SQLITE_ERROR') return undefined;
  if (typeof errcode === 'number') return errcode & 0xff;
  return CODES_BY_MESSAGE.find(([words]) => message.includes(words))?.[1];
}

/** Whether somebody else holds the lock, so that the same call may succeed in a moment. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED || code === PROTOCOL;
}

/**
 * The error of the contract for a driver's error; `undefined` for one that is not SQLite's and goes on as it is.
 *
 * @param store as messages name it
 * @param path of the database file
 */
export function explainSqliteError(
  error: unknown,
  store: string,
  path: string,
  operation: string,
): WindrowError | undefined {
  const code = primaryCode(error);
  if (code === undefined) return undefined;
  const reason = (error as Error).message;
  const options = { cause: error };
  switch (code) {
    case CORRUPT:
    case NOTADB:
      return new StoreCorruptError(store, reason, options);
    case FULL:
      return new StoreFullError(store, operation, options);
    case READONLY:
    case CANTOPEN:
      return new StoreConfigurationError(store, reason, READ_ONLY_ADVICE, options);
    case IOERR:
      if (hasNoRoom(path)) return new StoreFullError(store, operation, options);
      return new StoreUnavailableError(store, operation, reason, options);
    case BUSY:
    case LOCKED:
    case PROTOCOL:
      return new StoreUnavailableError(store, operation, reason, options);
    default:
      return undefined;
  }
}

export const READ_ONLY_ADVICE: string =
  'Give the process write access to the directory and the files in it, or choose another directory.';

function hasNoRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < NO_ROOM_BYTES;
  } catch {
    return false;
  }
}
