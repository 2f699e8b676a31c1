/** What of apache-arrow is used here. */
export type Arrow = typeof import('apache-arrow');

let loading: Promise<Arrow> | undefined;

/** apache-arrow, loaded when a file first needs it: it takes longer to load than most frames take to read. */
export function loadArrow(): Promise<Arrow> {
  loading ??= import('apache-arrow').then(async (arrow) => {
    const [{ decompress }, { decompressZstd }] = await Promise.all([import('lz4js'), import('hyparquet-compressors')]);
    const { compressionRegistry, CompressionType } = arrow;
    // A codec that someone registered before, perhaps a faster native one, stays.
    if (compressionRegistry.get(CompressionType.LZ4_FRAME) === null) {
      compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => decompress(bytes) });
    }
    if (compressionRegistry.get(CompressionType.ZSTD) === null) {
      compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompressZstd(bytes) });
    }
    return arrow;
  });
  return loading;
}
