import { join } from 'node:path';
import { WindrowError } from '@windrow/core';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temporary-directory.js';
import { prepareDirectory } from '../file/prepare-directory.js';
import { loadDriver } from './load-driver.js';
import { explainSqliteError, isBusy } from './sqlite-error.js';

describe('errors of SQLite', () => {
  const directory = temporaryDirectory('errors');
  afterAll(directory.remove);

  function sqliteError(message: string, errcode?: number): Error {
    return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
  }

  it('are known as busy from every call of a driver, also where it leaves the code out', () => {
    prepareDirectory(directory.path, 'test');
    const { open } = loadDriver();
    const path = join(directory.path, 'busy.db');
    const [holder, waiting] = [new open(path), new open(path, { timeout: 0 })];
    holder.exec('CREATE TABLE t (x)');
    // Prepared while that is possible: preparing reads the schema, which is locked as well.
    const [select, insert] = [waiting.prepare('SELECT * FROM t'), waiting.prepare('INSERT INTO t VALUES (1)')];
    holder.exec('BEGIN EXCLUSIVE');
    const calls = [
      () => waiting.exec('INSERT INTO t VALUES (1)'),
      () => select.get(),
      () => select.all(),
      () => insert.run(),
    ];
    for (const call of calls) {
      let error: unknown;
      try {
        call();
      } catch (thrown) {
        error = thrown;
      }
      expect(isBusy(error)).toBe(true);
    }
    holder.close();
    waiting.close();
  });

  it.each([
    ['database disk image is malformed', 11, 'STORE_CORRUPT'],
    ['malformed database schema (t)', undefined, 'STORE_CORRUPT'],
    ['file is not a database', 26, 'STORE_CORRUPT'],
    ['database or disk is full', 13, 'STORE_FULL'],
    ['attempt to write a readonly database', 8 + (4 << 8), 'STORE_CONFIGURATION'],
    ['unable to open database file', undefined, 'STORE_CONFIGURATION'],
    ['disk I/O error', 10, 'STORE_UNAVAILABLE'],
    ['database is locked', 5 + (2 << 8), 'STORE_UNAVAILABLE'],
  ])('become the contract’s: %s', (message, errcode, code) => {
    const explained = explainSqliteError(sqliteError(message, errcode), 'sqlite:x', join(directory.path, 'x'), 'claim');
    expect(WindrowError.is(explained, code)).toBe(true);
    expect(explained?.cause).toBeInstanceOf(Error);
  });

  it('leave alone what is not SQLite’s, or a fault of the program', () => {
    for (const error of [new TypeError('x'), sqliteError('near "SELEC": syntax error', 1), 'text', undefined]) {
      expect(explainSqliteError(error, 's', 'p', 'o')).toBeUndefined();
      expect(isBusy(error)).toBe(false);
    }
  });
});
