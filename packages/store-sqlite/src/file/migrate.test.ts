import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temporary-directory.js';
import { openSqliteStore } from '../open-sqlite-store.js';
import { migrate } from './migrate.js';
import { MIGRATIONS, type Migration } from './migrations.js';
import { connect, openFile, resolveOptions } from './open-file.js';

const directory = temporaryDirectory('migrate');
const options = resolveOptions({ directory: directory.path });
afterEach(directory.empty);
afterAll(directory.remove);

/** A step of a later version that older clients can live with. */
const additive: Migration = { number: 2, name: 'notes', sql: 'CREATE TABLE notes (text TEXT)', protocolMin: 1 };

describe('migrations', () => {
  it('are numbered from one, without gaps', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  it('run once each, in order, whoever comes first', async () => {
    (await openFile(options)).close();
    const connections = await Promise.all([connect(options), connect(options), connect(options)]);
    await Promise.all(connections.map(async (connection) => migrate(connection, 5, [...MIGRATIONS, additive])));
    const [first] = connections;
    expect(first?.prepare('SELECT number, name FROM migrations ORDER BY number').all()).toEqual([
      { number: 1, name: 'tasks and experiments' },
      { number: 2, name: 'notes' },
    ]);
    for (const connection of connections) connection.close();
  });

  it('leave nothing behind when one fails', async () => {
    const connection = await openFile(options);
    const broken: Migration = { number: 3, name: 'broken', sql: 'CREATE TABLE t (x); NO SQL AT ALL', protocolMin: 1 };
    await expect(migrate(connection, 5, [...MIGRATIONS, additive, broken])).rejects.toThrow();
    expect(connection.prepare("SELECT name FROM sqlite_schema WHERE name IN ('notes', 't')").all()).toEqual([]);
    expect(connection.prepare('SELECT max(number) AS last FROM migrations').get()).toEqual({ last: 1 });
    connection.close();
  });

  it('shut out older clients when they say so, and only then', async () => {
    const connection = await openFile(options);
    await migrate(connection, 5, [...MIGRATIONS, additive]);
    await (await openSqliteStore({ directory: directory.path })).close();
    await migrate(connection, 5, [...MIGRATIONS, additive, { ...additive, number: 3, sql: '', protocolMin: 2 }]);
    connection.close();
    await expect(openSqliteStore({ directory: directory.path })).rejects.toMatchObject({
      code: 'STORE_VERSION',
      found: { min: 2 },
    });
  });
});
