import { CodecError } from '../errors/task-errors.js';

/** UTF-8 text of devalue. */
export const TEXT_ENCODING = 'devalue';
/** The same with binary segments behind it. */
export const CONTAINER_ENCODING = 'devalue+segments';

const MAGIC = 0x57_4e_44_31; // "WND1"
const HEADER_BYTES = 12;
const LENGTH_BYTES = 8;

/**
 * `magic u32 | text bytes u32 | segments u32 | length of each segment u64 … | text | segments`, numbers big-endian. A length
 * never lies: their sum with the header is the size of the whole.
 */
export function joinContainer(text: string, segments: readonly Uint8Array[]): Uint8Array {
  const encodedText = new TextEncoder().encode(text);
  const lengthsEnd = HEADER_BYTES + LENGTH_BYTES * segments.length;
  const size = segments.reduce((sum, segment) => sum + segment.byteLength, lengthsEnd + encodedText.byteLength);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, encodedText.byteLength);
  view.setUint32(8, segments.length);
  bytes.set(encodedText, lengthsEnd);
  let at = lengthsEnd + encodedText.byteLength;
  segments.forEach((segment, i) => {
    view.setBigUint64(HEADER_BYTES + LENGTH_BYTES * i, BigInt(segment.byteLength));
    bytes.set(segment, at);
    at += segment.byteLength;
  });
  return bytes;
}

/** The text, and views (no copies) on the segments. @throws CodecError */
export function openContainer(
  encoding: string,
  bytes: Uint8Array,
): { readonly text: string; readonly segments: readonly Uint8Array[] } {
  if (encoding === TEXT_ENCODING) return { text: textOf(bytes), segments: [] };
  if (encoding !== CONTAINER_ENCODING) {
    throw new CodecError(
      `${JSON.stringify(encoding)} is no known encoding. It was written by another version or program; known are "${TEXT_ENCODING}" and "${CONTAINER_ENCODING}".`,
    );
  }
  if (bytes.byteLength < HEADER_BYTES) throw new CodecError('the container is cut off in its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== MAGIC) throw new CodecError('the bytes are no container.');
  const textBytes = view.getUint32(4);
  const count = view.getUint32(8);
  const lengthsEnd = HEADER_BYTES + LENGTH_BYTES * count;
  if (lengthsEnd + textBytes > bytes.byteLength) throw new CodecError('the container is shorter than its header says.');
  const segments: Uint8Array[] = [];
  let at = lengthsEnd + textBytes;
  for (let i = 0; i < count; i++) {
    const length = Number(view.getBigUint64(HEADER_BYTES + LENGTH_BYTES * i));
    if (length > bytes.byteLength - at) throw new CodecError(`segment ${i + 1} is longer than the container.`);
    segments.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.byteLength) throw new CodecError('the container is longer than its header says.');
  return { text: textOf(bytes.subarray(lengthsEnd, lengthsEnd + textBytes)), segments };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CodecError('the text is no valid UTF-8, or longer than a string can be.', { cause });
  }
}
