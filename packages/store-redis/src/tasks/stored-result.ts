import { isUtf8 } from 'node:buffer';
import type { StoredResult } from '@windrow/core';

const NEWLINE = 0x0a;
/** A command of nothing but text is one write of the socket; one with bytes in it is put together from copies first. */
const MOST_TEXT_BYTES = 4_096;

/** One field's value: a line of JSON that says what it is, then the bytes where they lie inline. */
export function packResult(result: StoredResult | undefined): Buffer | string {
  if (result === undefined) return '';
  if (result.kind === 'artifact') return `${JSON.stringify(result)}\n`;
  const { encoding, bytes } = result;
  const head = `${JSON.stringify({ kind: 'inline', encoding })}\n`;
  if (bytes.length > MOST_TEXT_BYTES || !isUtf8(bytes)) return Buffer.concat([Buffer.from(head), bytes]);
  return head + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** The same back; its bytes are a copy of their own. */
export function unpackResult(packed: Buffer): StoredResult {
  const end = packed.indexOf(NEWLINE);
  const head = JSON.parse(packed.toString('utf8', 0, end)) as StoredResult;
  return head.kind === 'artifact' ? head : { ...head, bytes: new Uint8Array(packed.subarray(end + 1)) };
}
