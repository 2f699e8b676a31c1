import type { Frame } from '@windrow/frame';

/** So many bytes of the first frame stay near the processor while those of the others are compared with them. */
const stretch = 1 << 16;

/**
 * Whether all frames have the same codes in the same places. Compared as bytes, which is several times faster than comparing codes one by
 * one. The same codes mean the same keys when the dictionaries are the same.
 */
export function haveSameCodes(frames: readonly Frame[]): boolean {
  const length = frames[0]?.length;
  return (
    frames.every((frame) => frame.length === length) &&
    areSame(frames.map(({ instrumentCodes }) => instrumentCodes)) &&
    areSame(frames.map(({ timeCodes }) => timeCodes))
  );
}

function areSame(lists: readonly Int32Array[]): boolean {
  const [first, ...others] = Array.from(new Set(lists), bytesOf);
  if (first === undefined) return true;
  for (let from = 0; from < first.length; from += stretch) {
    const to = Math.min(from + stretch, first.length);
    for (const other of others) if (other.compare(first, from, to, from, to) !== 0) return false;
  }
  return true;
}

function bytesOf(codes: Int32Array): Buffer {
  return Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
}
