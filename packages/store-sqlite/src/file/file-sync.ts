import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Durability } from './open-file.js';

/** When files and directories are forced to the disk; a port, so that tests see every call. */
export interface FileSync {
  /** Forces a file's bytes. */
  file(handle: FileHandle): Promise<void>;
  /** Forces a directory's entries: which names are in it. */
  directory(path: string): void;
}

/** Files are always forced, before they get their name; directories only where a power cut must lose nothing. */
export function fileSyncOf(durability: Durability): FileSync {
  return {
    file: (handle) => handle.sync(),
    directory: durability === 'power-loss' ? syncDirectory : () => {},
  };
}

function syncDirectory(path: string): void {
  // Windows can neither open nor force a directory; there the file system's own log keeps the names.
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
