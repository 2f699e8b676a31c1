import { type ArtifactData, PayloadTooLargeError } from '@windrow/core';

/**
 * All of the data as one array that nobody else holds.
 *
 * @throws PayloadTooLargeError as soon as there is more than `maxBytes`; the signal's reason when it aborts
 */
export async function collectBytes(
  data: ArtifactData,
  options: {
    readonly what: string;
    readonly maxBytes: number;
    readonly signal: AbortSignal | undefined;
    readonly onPiece: (received: number) => void;
  },
): Promise<Uint8Array> {
  if (data instanceof Uint8Array) {
    if (data.byteLength > options.maxBytes) {
      throw new PayloadTooLargeError(options.what, data.byteLength, options.maxBytes);
    }
    return new Uint8Array(data);
  }
  const pieces: Uint8Array[] = [];
  let received = 0;
  for await (const piece of data) {
    options.signal?.throwIfAborted();
    received += piece.byteLength;
    if (received > options.maxBytes) throw new PayloadTooLargeError(options.what, received, options.maxBytes);
    pieces.push(new Uint8Array(piece));
    options.onPiece(received);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
