/** What the command's exit code says. `interrupted` is what a shell makes of Ctrl-C. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  storeUnreachable: 3,
  timeout: 4,
  interrupted: 130,
} as const;

const BY_ERROR: ReadonlyMap<unknown, number> = new Map([
  ['INVALID_ARGUMENT', ExitCode.usage],
  ['INVALID_FILTER', ExitCode.usage],
  ['INVALID_TEMPLATE', ExitCode.usage],
  ['USAGE', ExitCode.usage],
  ['WORKFLOW_FILE', ExitCode.usage],
  ['WORKFLOW_UNREADABLE', ExitCode.usage],
  ['STORE_UNAVAILABLE', ExitCode.storeUnreachable],
  ['STORE_CONFIGURATION', ExitCode.storeUnreachable],
  ['STORE_CORRUPT', ExitCode.storeUnreachable],
  ['STORE_VERSION', ExitCode.storeUnreachable],
  ['WAIT_TIMEOUT', ExitCode.timeout],
]);

/** By the error's stable `code`, so that asking needs none of the packages that `--help` does without. */
export function exitCodeOf(error: unknown): number {
  const { code, exitCode } = (error ?? {}) as { readonly code?: unknown; readonly exitCode?: unknown };
  if (code === 'INTERRUPTED' && typeof exitCode === 'number') return exitCode;
  return BY_ERROR.get(code) ?? ExitCode.failed;
}
