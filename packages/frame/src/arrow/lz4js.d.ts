declare module 'lz4js' {
  /**
   * Decompresses the block of `length` bytes at `source[start]` to `target[at]`; matches may reach back into what is there.
   * @returns where the decompressed bytes end.
   */
  export function decompressBlock(
    source: Uint8Array,
    target: Uint8Array,
    start: number,
    length: number,
    at: number,
  ): number;
}
