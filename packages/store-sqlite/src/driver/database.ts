/** What SQLite stores. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** The part of `StatementSync` of `node:sqlite` that is used here. */
export interface Statement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: readonly SqlValue[]): unknown;
  all(...parameters: readonly SqlValue[]): unknown[];
  /** Rows as arrays in the order of the columns. */
  setReturnArrays(returnArrays: boolean): void;
}

/** The part of `DatabaseSync` of `node:sqlite` that is used here. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** How long SQLite's own busy handler waits, ms. */
  readonly timeout?: number;
}

/** `DatabaseSync`, of Node itself or of a package with the same interface. */
export type DatabaseConstructor = new (path: string, options?: DatabaseOptions) => Database;
