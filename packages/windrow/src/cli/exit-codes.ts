import { WindrowError } from '@windrow/core';

/** What the command's exit code says. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, storeUnreachable: 3, timeout: 4 } as const;

const BY_ERROR: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: ExitCode.usage,
  INVALID_FILTER: ExitCode.usage,
  INVALID_TEMPLATE: ExitCode.usage,
  USAGE: ExitCode.usage,
  WORKFLOW_FILE: ExitCode.usage,
  WORKFLOW_UNREADABLE: ExitCode.usage,
  STORE_UNAVAILABLE: ExitCode.storeUnreachable,
  STORE_CONFIGURATION: ExitCode.storeUnreachable,
  STORE_CORRUPT: ExitCode.storeUnreachable,
  STORE_VERSION: ExitCode.storeUnreachable,
  WAIT_TIMEOUT: ExitCode.timeout,
};

export function exitCodeOf(error: unknown): number {
  return WindrowError.is(error) ? (BY_ERROR[error.code] ?? ExitCode.failed) : ExitCode.failed;
}

/** `USAGE`: the command line itself is wrong. */
export class UsageError extends WindrowError {
  readonly code = 'USAGE';
}
