import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreConfigurationError, StoreCorruptError } from '@windrow/core';
import { Connection } from '../driver/connection.js';
import type { DatabaseConstructor } from '../driver/database.js';
import { assertProtocol, type ProtocolRange, storedProtocol } from './migrate.js';
import { APPLICATION_ID } from './migrations.js';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * Looks at an existing database file without changing a byte of it.
 *
 * @throws StoreCorruptError when it is no SQLite file
 * @throws StoreConfigurationError when it belongs to another program
 * @throws StoreVersionError when newer code made it, and this code may not write to it
 */
export async function inspectFile(
  path: string,
  store: string,
  open: DatabaseConstructor,
  busyTimeoutMs: number,
): Promise<void> {
  const header = readHeader(path, store);
  // An empty file is one whose making was interrupted.
  if (header.length === 0) return;
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StoreCorruptError(store, `${path} is no SQLite file`);
  }
  checkApplication(header.readUInt32BE(68), header.readUInt32BE(60), path, store);
  // What the write-ahead log holds only SQLite can say; a read-only connection never moves it into the file.
  const connection = new Connection(new open(path, { readOnly: true, timeout: 0 }), { store, path, busyTimeoutMs });
  try {
    await connection.read('looking at its version', () => {
      const application = pragma(connection, 'application_id');
      const version = pragma(connection, 'user_version');
      checkApplication(application, version, path, store);
      if (version > 0) assertProtocol(connection, protocolOf(connection, version));
    });
  } finally {
    connection.close();
  }
}

function pragma(connection: Connection, name: 'application_id' | 'user_version'): number {
  return connection.prepare<Record<string, number>>(`PRAGMA ${name}`).get()?.[name] ?? 0;
}

/** As far as this code can read it: a later one may have moved it, but the header's version is always the lowest that may write. */
function protocolOf(connection: Connection, version: number): ProtocolRange {
  const hasStore = connection.prepare("SELECT 1 FROM pragma_table_info('store') WHERE name = 'protocol_min'").get();
  const found = hasStore === undefined ? undefined : storedProtocol(connection);
  if (found !== undefined && found.min >= version) return found;
  return { min: version, current: Math.max(version, found?.current ?? 0) };
}

function readHeader(path: string, store: string): Buffer {
  const file = openSync(path, 'r');
  try {
    if (!fstatSync(file).isFile()) {
      throw new StoreConfigurationError(store, `${path} is no file`, 'Move it away, or choose another directory.');
    }
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function checkApplication(application: number, version: number, path: string, store: string): void {
  if (application === APPLICATION_ID || (application === 0 && version === 0)) return;
  throw new StoreConfigurationError(
    store,
    `${path} is a database of another program`,
    'Choose another directory, or move that file away.',
  );
}
