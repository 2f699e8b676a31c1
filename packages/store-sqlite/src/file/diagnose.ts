import type { StoreFinding } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { MIGRATIONS } from './migrations.js';

/** Faults that are told one by one. */
const TOLD = 5;

/** Looks at the file: whether SQLite finds it whole, whether every index is there, whether the write-ahead log is in use. */
export function diagnoseFile(connection: Connection): readonly StoreFinding[] {
  return [integrity(connection), indexes(connection), log(connection)];
}

function integrity(connection: Connection): StoreFinding {
  const rows = connection.prepare<{ quick_check: string }>(`PRAGMA quick_check(${TOLD})`).all();
  const faults = rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
  if (faults.length === 0) return { check: 'integrity', state: 'ok', message: 'SQLite finds the file whole.' };
  return {
    check: 'integrity',
    state: 'problem',
    message: `SQLite finds the file damaged: ${faults.join('; ')}.`,
    advice: 'Stop every worker, keep a copy of the directory, and restore it from a back-up.',
  };
}

function indexes(connection: Connection): StoreFinding {
  const wanted = MIGRATIONS.flatMap(({ sql }) =>
    [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX (\w+)/g)].map(([, name]) => name),
  );
  const there = connection
    .prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'index'")
    .all()
    .map(({ name }) => name);
  const missing = wanted.filter((name) => name !== undefined && !there.includes(name));
  if (missing.length === 0)
    return { check: 'indexes', state: 'ok', message: `All ${wanted.length} indexes are there.` };
  return {
    check: 'indexes',
    state: 'problem',
    message: `Indexes are missing: ${missing.join(', ')}. Somebody else changed the file.`,
    advice: 'Copy the pools into a new store: windrow pool export, then windrow --store sqlite:NEW pool import.',
  };
}

function log(connection: Connection): StoreFinding {
  const mode = connection.prepare<{ journal_mode: string }>('PRAGMA journal_mode').get()?.journal_mode;
  if (mode === 'wal') return { check: 'persistence', state: 'ok', message: 'The write-ahead log is in use.' };
  return {
    check: 'persistence',
    state: 'problem',
    message: `The journal mode is ${mode ?? 'unknown'}, not wal, so processes wait for each other.`,
    advice: 'Close every process that uses the directory, then open it again.',
  };
}
