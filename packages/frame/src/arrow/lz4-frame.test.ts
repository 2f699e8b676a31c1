import { decompressBlock } from 'lz4js';
import { expect, test } from 'vitest';
import { decompressFrame } from './lz4-frame.js';

const header = [0x04, 0x22, 0x4d, 0x18];
const stored = (text: string): number[] => [text.length, 0, 0, 0x80, ...Buffer.from(text)];
const endMark = [0, 0, 0, 0];
const decompress = (bytes: readonly number[]): string =>
  Buffer.from(decompressFrame(Uint8Array.from(bytes), decompressBlock)).toString();

test('stored blocks, with and without a content size and checksums', () => {
  expect(decompress([...header, 0x40, 0x40, 0, ...stored('ab'), ...stored('c'), ...endMark])).toBe('abc');
  expect(decompress([...header, 0x48, 0x40, 2, 0, 0, 0, 0, 0, 0, 0, 0, ...stored('ab'), ...endMark])).toBe('ab');
  expect(
    decompress([...header, 0x50, 0x40, 0, ...stored('ab'), 9, 9, 9, 9, ...stored('c'), 9, 9, 9, 9, ...endMark]),
  ).toBe('abc');
});

test('a compressed block may repeat what a block before it holds', () => {
  // Token: no literals, a match of 4 + 2 bytes, 3 bytes back; then one literal.
  const block = [0x02, 3, 0, 0x10, 0x2e];
  expect(decompress([...header, 0x40, 0x40, 0, ...stored('abc'), block.length, 0, 0, 0, ...block, ...endMark])).toBe(
    'abcabcabc.',
  );
});

test('what is no frame, uses a dictionary, is cut short or too large, is refused', () => {
  expect(() => decompress([1, 2, 3, 4, 0x40, 0x40, 0, ...endMark])).toThrowError('not an LZ4 frame');
  expect(() => decompress([...header, 0x41, 0x40, 0, ...endMark])).toThrowError('unknown kind');
  expect(() => decompress([...header, 0x00, 0x40, 0, ...endMark])).toThrowError('unknown kind');
  expect(() => decompress([...header, 0x40, 0x40, 0, ...stored('ab')])).toThrowError(RangeError);
  const bomb = [0x1f, 0x61, 1, 0, ...Array.from({ length: 300 }, () => 255), 0, 0x10, 0x2e];
  const size = [bomb.length & 255, bomb.length >> 8, 0, 0];
  expect(() => decompress([...header, 0x40, 0x40, 0, ...size, ...bomb, ...endMark])).toThrowError(
    'larger than it may be',
  );
});
