/** What a manager tells beside its answers: nothing failed, but somebody should know. */
export interface ManagerWarning {
  readonly code: 'REUSED_FAILED' | 'OTHER_CODE_VERSION' | 'NO_WORKER' | 'SCAN_STOPPED_EARLY';
  readonly pool: string;
  readonly message: string;
}

/** Where warnings go by default: the process's warnings, printed once each by Node. */
export function emitWarning(warning: ManagerWarning): void {
  process.emitWarning(warning.message, { type: 'WindrowWarning', code: warning.code });
}
