import { StoreConfigurationError, StoreFullError, StoreUnavailableError } from '@windrow/core';
import { READ_ONLY_ADVICE } from '../driver/sqlite-error.js';

/** The code of a file system's error. */
export function fileErrorCode(error: unknown): string | undefined {
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

export function isMissing(error: unknown): boolean {
  return fileErrorCode(error) === 'ENOENT';
}

/** The contract's error for a file system's; any other error as it is. */
export function explainFileError(error: unknown, store: string, operation: string): unknown {
  const code = fileErrorCode(error);
  if (code === undefined) return error;
  const options = { cause: error };
  const reason = (error as Error).message;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFullError(store, operation, options);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StoreConfigurationError(store, reason, READ_ONLY_ADVICE, options);
    case 'ENOTDIR':
      return new StoreConfigurationError(
        store,
        reason,
        'Choose a directory, or a path where one can be made.',
        options,
      );
    default:
      return new StoreUnavailableError(store, operation, reason, options);
  }
}
