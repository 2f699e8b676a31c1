import type { StoredResult } from '@windrow/core';

const NEWLINE = 0x0a;

/** One field's value: a line of JSON that says what it is, then the bytes where they lie inline. */
export function packResult(result: StoredResult | undefined): Buffer | '' {
  if (result === undefined) return '';
  if (result.kind === 'artifact') return Buffer.from(`${JSON.stringify(result)}\n`);
  const head = Buffer.from(`${JSON.stringify({ kind: 'inline', encoding: result.encoding })}\n`);
  return Buffer.concat([head, result.bytes]);
}

/** The same back; its bytes are a copy of their own. */
export function unpackResult(packed: Buffer): StoredResult {
  const end = packed.indexOf(NEWLINE);
  const head = JSON.parse(packed.toString('utf8', 0, end)) as StoredResult;
  return head.kind === 'artifact' ? head : { ...head, bytes: new Uint8Array(packed.subarray(end + 1)) };
}
