/** What decompresses one block of a frame; matches may reach back into the blocks before it. */
export type DecompressBlock = (
  source: Uint8Array,
  target: Uint8Array,
  start: number,
  length: number,
  at: number,
) => number;

const magic = 0x184d2204;
const blockChecksumFlag = 0x10;
const contentSizeFlag = 0x08;
const dictionaryFlag = 0x01;
const storedBlock = 0x80000000;

interface Block {
  readonly start: number;
  readonly length: number;
  readonly stored: boolean;
}

/**
 * The bytes in an LZ4 frame. Only the frame is walked here: lz4js reads the blocks right, but takes the checksum of a block for its
 * first bytes, and polars writes checksums. They are not verified, like those of the content.
 *
 * @throws Error when it is no such frame or is cut short.
 */
export function decompressFrame(frame: Uint8Array, decompressBlock: DecompressBlock): Uint8Array {
  const { blocks, maxBlockBytes } = readBlocks(frame);
  const most = blocks.reduce((sum, block) => sum + (block.stored ? block.length : maxBlockBytes), 0);
  const bytes = new Uint8Array(most);
  let end = 0;
  for (const { start, length, stored } of blocks) {
    if (stored) bytes.set(frame.subarray(start, start + length), end);
    end = stored ? end + length : decompressBlock(frame, bytes, start, length, end);
    if (end > most) throw new Error('a block of an LZ4 frame is larger than it may be');
  }
  return bytes.subarray(0, end);
}

function readBlocks(frame: Uint8Array): { readonly blocks: readonly Block[]; readonly maxBlockBytes: number } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== magic) throw new Error('not an LZ4 frame');
  const flags = view.getUint8(4);
  if (flags >> 6 !== 1 || (flags & dictionaryFlag) !== 0) throw new Error('an LZ4 frame of an unknown kind');
  const maxBlockBytes = 2 ** (8 + 2 * ((view.getUint8(5) >> 4) & 7));
  let at = 7 + ((flags & contentSizeFlag) === 0 ? 0 : 8);
  const blocks: Block[] = [];
  for (;;) {
    const size = view.getUint32(at, true);
    if (size === 0) return { blocks, maxBlockBytes };
    const block = { start: at + 4, length: size % storedBlock, stored: size >= storedBlock };
    blocks.push(block);
    at = block.start + block.length + ((flags & blockChecksumFlag) === 0 ? 0 : 4);
  }
}
