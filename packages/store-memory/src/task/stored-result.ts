import type { StoredResult } from '@windrow/core';

/** A copy that shares no bytes with the original. Made on the way in and on the way out. */
export function copyResult(result: StoredResult): StoredResult {
  return result.kind === 'inline'
    ? { kind: 'inline', encoding: result.encoding, bytes: new Uint8Array(result.bytes) }
    : Object.freeze({ ...result });
}
