import { MlflowReplyError } from './errors.js';
import type { IdleLimit } from './idle-limit.js';

/** An answer's body as text, given up on when it is longer than it may be. @throws MlflowReplyError */
export async function readBounded(
  response: Response,
  operation: string,
  maxBytes: number,
  limit: IdleLimit,
): Promise<string> {
  if (response.body === null) return '';
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    limit.refresh();
    size += piece.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) throw new MlflowReplyError(operation, `it has more than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
