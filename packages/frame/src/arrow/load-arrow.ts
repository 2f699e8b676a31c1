import { decompressFrame } from './lz4-frame.js';

/** What of apache-arrow is used here. */
export type Arrow = typeof import('apache-arrow');

let loading: Promise<Arrow> | undefined;

/** apache-arrow, loaded when a file first needs it: it takes longer to load than most frames take to read. */
export function loadArrow(): Promise<Arrow> {
  loading ??= import('apache-arrow').then(async (arrow) => {
    const [{ decompressBlock }, { decompressZstd }] = await Promise.all([
      import('lz4js'),
      import('hyparquet-compressors'),
    ]);
    const { compressionRegistry, CompressionType } = arrow;
    // A codec that someone registered before, perhaps a faster native one, stays.
    if (compressionRegistry.get(CompressionType.LZ4_FRAME) === null) {
      compressionRegistry.set(CompressionType.LZ4_FRAME, {
        decode: (bytes) => decompressFrame(bytes, decompressBlock),
      });
    }
    if (compressionRegistry.get(CompressionType.ZSTD) === null) {
      compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => aligned(decompressZstd(bytes)) });
    }
    return arrow;
  });
  return loading;
}

/** Bytes over which typed arrays can be made: fzstd returns views that begin anywhere. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
