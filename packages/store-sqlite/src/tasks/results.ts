import type { StoredResult } from '@windrow/core';
import type { Connection } from '../driver/connection.js';

/** The two places of a result, which have one shape. */
export type ResultTable = 'results' | 'step_results';

interface ResultRow {
  readonly encoding: string;
  readonly bytes: Uint8Array | null;
  readonly artifact: string | null;
  readonly size: number | null;
  readonly sha256: string | null;
}

const statements = {
  results: statementsOf('results'),
  step_results: statementsOf('step_results'),
} as const;

export function writeResult(
  connection: Connection,
  table: ResultTable,
  seq: number,
  result: StoredResult | undefined,
): void {
  const { write, remove } = statements[table];
  if (result === undefined) connection.prepare(remove).run(seq);
  else if (result.kind === 'inline') {
    connection.prepare(write).run(seq, result.encoding, result.bytes, null, null, null);
  } else connection.prepare(write).run(seq, result.encoding, null, result.name, result.size, result.sha256);
}

export function readResult(connection: Connection, table: ResultTable, seq: number): StoredResult | undefined {
  const row = connection.prepare<ResultRow>(statements[table].read).get(seq);
  if (row === undefined) return undefined;
  const { encoding, bytes, artifact, size, sha256 } = row;
  if (artifact === null) return { kind: 'inline', encoding, bytes: bytes ?? new Uint8Array() };
  return { kind: 'artifact', encoding, name: artifact, size: size ?? 0, sha256: sha256 ?? '' };
}

export function dropResult(connection: Connection, table: ResultTable, seq: number): void {
  connection.prepare(statements[table].remove).run(seq);
}

function statementsOf(table: ResultTable): { readonly write: string; readonly read: string; readonly remove: string } {
  return {
    write: `INSERT OR REPLACE INTO ${table} (seq, encoding, bytes, artifact, size, sha256) VALUES (?, ?, ?, ?, ?, ?)`,
    read: `SELECT encoding, bytes, artifact, size, sha256 FROM ${table} WHERE seq = ?`,
    remove: `DELETE FROM ${table} WHERE seq = ?`,
  };
}
