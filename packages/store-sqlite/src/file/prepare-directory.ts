import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { StoreConfigurationError, StoreFullError } from '@windrow/core';
import { READ_ONLY_ADVICE } from '../driver/sqlite-error.js';

/**
 * Makes the directory where it is missing, and checks that it can be written to.
 *
 * @throws StoreConfigurationError when the path is no directory, or a read-only one
 * @throws StoreFullError when there is no room to make it
 */
export function prepareDirectory(directory: string, store: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    if (!statSync(directory).isDirectory()) throw notADirectory(directory, store);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explain(error, directory, store);
  }
}

/** @throws StoreConfigurationError when the file is there and cannot be written to */
export function assertWritable(path: string, store: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw explain(error, path, store);
  }
}

function explain(error: unknown, path: string, store: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return notADirectory(path, store, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StoreConfigurationError(store, `${path} is read-only for this process`, READ_ONLY_ADVICE, {
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFullError(store, 'making its directory', { cause: error });
    default:
      return error;
  }
}

function notADirectory(path: string, store: string, cause?: unknown): StoreConfigurationError {
  return new StoreConfigurationError(
    store,
    `${path} is not a directory`,
    'Choose a directory, or a path where one can be made.',
    cause === undefined ? {} : { cause },
  );
}
