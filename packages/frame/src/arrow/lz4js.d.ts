declare module 'lz4js' {
  /** The bytes that an LZ4 frame holds. */
  export function decompress(frame: Uint8Array): Uint8Array;
}
