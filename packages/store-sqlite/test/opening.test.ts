import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WindrowError } from '@windrow/core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Connection } from '../src/driver/connection.js';
import { loadDriver } from '../src/driver/load-driver.js';
import { connect, DATABASE_FILE, openFile, resolveOptions } from '../src/file/open-file.js';
import { openSqliteStore } from '../src/index.js';
import { SqliteTaskStore } from '../src/tasks/sqlite-task-store.js';
import { Child } from './run-child.js';
import { sampleTask } from './sample-task.js';
import { temporaryDirectory } from './temporary-directory.js';

const directory = temporaryDirectory('opening');
const file = join(directory.path, DATABASE_FILE);
afterEach(directory.empty);
afterAll(directory.remove);

function coded(code: string): (error: unknown) => boolean {
  return (error) => WindrowError.is(error, code);
}

/** All files of the directory, with a hash of their bytes; but the index of the log, which is no data: readers leave marks in it. */
function contents(): Readonly<Record<string, string>> {
  const names = readdirSync(directory.path, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('-shm'),
  );
  const files = names.map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
  // An empty log holds nothing; the driver lets go of it when its handle is collected, at no certain time.
  return Object.fromEntries(
    files
      .filter(({ name, bytes }) => bytes.length > 0 || !name.endsWith('-wal'))
      .map(({ name, bytes }) => [name, hash(bytes)]),
  );
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function filled(tasks: number): Promise<void> {
  const store = await SqliteTaskStore.open({ directory: directory.path });
  await store.submit(
    'pool',
    Array.from({ length: tasks }, () => sampleTask()),
    'reuse',
  );
  await store.close();
}

describe('opening a directory', () => {
  it('waits for a process that is making the database just now', async () => {
    mkdirSync(directory.path);
    const { open } = loadDriver();
    const maker = new open(file, { timeout: 0 });
    maker.exec('CREATE TABLE being_made (x); BEGIN EXCLUSIVE');
    const connecting = connect(resolveOptions({ directory: directory.path }));
    maker.exec('COMMIT');
    (await connecting).close();
    maker.close();
  });

  it('makes it where it is missing, and finds again what was stored', async () => {
    const path = join(directory.path, 'a', 'b');
    const first = await openSqliteStore({ directory: path });
    await first.tasks.submit('pool', [sampleTask()], 'reuse');
    const identity = await first.tasks.identity();
    await first.close();
    await using second = await openSqliteStore({ directory: path });
    expect(await second.tasks.identity()).toEqual(identity);
    expect(await second.tasks.count('pool')).toMatchObject({ waiting: 1 });
  });

  it('lets many open it at once: the schema is made once', async () => {
    const stores = await Promise.all(
      Array.from({ length: 8 }, async () => openSqliteStore({ directory: directory.path })),
    );
    const ids = await Promise.all(stores.map(async ({ tasks }) => (await tasks.identity()).storeId));
    expect(new Set(ids).size).toBe(1);
    for (const store of stores) await store.close();
  });

  it('keeps the directory open until the last of its stores is closed', async () => {
    const { tasks, experiments, artifacts } = await openSqliteStore({ directory: directory.path });
    await tasks.close();
    await tasks.close();
    expect((await experiments.getOrCreate('e')).name).toBe('e');
    await experiments.close();
    await artifacts.close();
    // The file is whole by itself, as a back-up would take it.
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  it('refuses options that make no sense before it touches the disk', async () => {
    for (const options of [
      { durability: 'eternal' as 'process' },
      { busyTimeoutMs: -1 },
      { busyTimeoutMs: Number.NaN },
    ]) {
      await expect(openSqliteStore({ directory: directory.path, ...options })).rejects.toSatisfy(
        coded('INVALID_ARGUMENT'),
      );
    }
    expect(existsSync(directory.path)).toBe(false);
  });
});

describe('a directory that cannot be used', () => {
  it('is refused when the path is a file, or leads through one', async () => {
    writeFileSync(directory.path, 'mine');
    for (const path of [directory.path, join(directory.path, 'below')]) {
      await expect(openSqliteStore({ directory: path })).rejects.toMatchObject({
        code: 'STORE_CONFIGURATION',
        message: expect.stringContaining('is not a directory'),
      });
    }
    expect(readFileSync(directory.path, 'utf8')).toBe('mine');
  });

  it('is refused when the database’s name is taken by a directory', async () => {
    mkdirSync(file, { recursive: true });
    await expect(openSqliteStore({ directory: directory.path })).rejects.toSatisfy(coded('STORE_CONFIGURATION'));
  });

  it('is refused when it is read-only, and keeps what it holds', async () => {
    await filled(3);
    const before = contents();
    chmodSync(file, 0o444);
    chmodSync(directory.path, 0o555);
    try {
      // Permissions stop everybody but root; as root, another user opens it.
      if (process.getuid?.() === 0) {
        const child = new Child('open-as-user.ts', [directory.path, '65534']);
        expect(await child.line()).toBe('STORE_CONFIGURATION');
        await child.ended();
      } else {
        await expect(openSqliteStore({ directory: directory.path })).rejects.toSatisfy(coded('STORE_CONFIGURATION'));
      }
    } finally {
      chmodSync(directory.path, 0o755);
    }
    expect(contents()).toEqual(before);
  }, 60_000);

  it('is refused when its file system is mounted read-only', async (context) => {
    mkdirSync(directory.path);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', directory.path]);
    if (mounted.status !== 0) context.skip('A file system can be mounted by root only.');
    try {
      await expect(openSqliteStore({ directory: directory.path })).rejects.toSatisfy(coded('STORE_CONFIGURATION'));
    } finally {
      spawnSync('umount', ['--lazy', directory.path]);
    }
  });
});

describe('a file that this code must not write to', () => {
  it('is refused untouched when newer code made it, and says what it needs', async () => {
    await filled(2);
    const path = file;
    const { open } = loadDriver();
    const database = new open(path);
    database.exec('UPDATE store SET protocol_min = 7, protocol_current = 9; PRAGMA user_version = 7;');
    database.close();
    const before = contents();
    await expect(openSqliteStore({ directory: directory.path })).rejects.toMatchObject({
      code: 'STORE_VERSION',
      found: { min: 7, current: 9 },
      supported: 1,
      message: expect.stringContaining('upgrade'),
    });
    expect(contents()).toEqual(before);
  });

  it('is refused when newer code wrote its version into the log only, or keeps it elsewhere', async () => {
    await filled(1);
    const options = resolveOptions({ directory: directory.path });
    const newer = await openFile(options);
    newer.exec('ALTER TABLE store RENAME TO store_of_the_future; PRAGMA user_version = 5;');
    await expect(openSqliteStore({ directory: directory.path })).rejects.toMatchObject({
      code: 'STORE_VERSION',
      found: { min: 5, current: 5 },
    });
    newer.close();
  });

  it('is refused in the middle of work, from the first write after the upgrade', async () => {
    await using store = await openSqliteStore({ directory: directory.path });
    await store.tasks.submit('pool', [sampleTask()], 'reuse');
    const newer = await connect(resolveOptions({ directory: directory.path }));
    await newer.write('upgrade', () => newer.exec('UPDATE store SET protocol_min = 2, protocol_current = 2'));
    newer.close();
    for (const write of [
      () => store.tasks.submit('pool', [sampleTask()], 'reuse'),
      () => store.tasks.announce({ workerId: 'w' } as never, 1_000),
      () => store.experiments.getOrCreate('e'),
    ]) {
      await expect(write()).rejects.toSatisfy(coded('STORE_VERSION'));
    }
  });

  it('is refused when it belongs to another program, or is no database at all', async () => {
    mkdirSync(directory.path);
    const { open } = loadDriver();
    const database = new open(file);
    database.exec('CREATE TABLE theirs (x); PRAGMA user_version = 3;');
    database.close();
    const before = contents();
    await expect(openSqliteStore({ directory: directory.path })).rejects.toMatchObject({
      code: 'STORE_CONFIGURATION',
      message: expect.stringContaining('another program'),
    });
    expect(contents()).toEqual(before);
    writeFileSync(file, 'This is no database, whatever its name may be. '.repeat(50));
    const junk = contents();
    await expect(openSqliteStore({ directory: directory.path })).rejects.toSatisfy(coded('STORE_CORRUPT'));
    expect(contents()).toEqual(junk);
  });

  it('takes over a file whose making was interrupted', async () => {
    mkdirSync(directory.path);
    writeFileSync(file, '');
    await filled(1);
  });
});

describe('a damaged file', () => {
  it('is named as such, and left as it is', async () => {
    await filled(500);
    const bytes = readFileSync(file);
    // Everything but the first page: the header is sound, what it leads to is not.
    bytes.fill(0x5a, 4_096);
    writeFileSync(file, bytes);
    const attempt = async () => {
      await using store = await openSqliteStore({ directory: directory.path });
      await store.tasks.list('pool', { fields: ['definition'], limit: 1_000 });
    };
    await expect(attempt()).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining('left as it is'),
    });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is found when a read comes upon the damage, also in the middle of work', async () => {
    await filled(5_000);
    const bytes = readFileSync(file);
    const connection = new Connection(new (loadDriver().open)(file, { readOnly: true }), {
      store: 's',
      path: file,
      busyTimeoutMs: 0,
    });
    const root = await connection.query('root', () =>
      connection.prepare<{ rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'definitions'").get(),
    );
    connection.close();
    bytes.fill(0x5a, ((root?.rootpage ?? 1) - 1) * 4_096, (root?.rootpage ?? 1) * 4_096);
    writeFileSync(file, bytes);
    await using store = await openSqliteStore({ directory: directory.path });
    expect((await store.tasks.count('pool')).waiting).toBe(5_000);
    await expect(store.tasks.list('pool', { fields: ['definition'], limit: 10 })).rejects.toSatisfy(
      coded('STORE_CORRUPT'),
    );
    expect((await store.tasks.list('pool', { fields: [], limit: 10 })).tasks).toHaveLength(10);
  });
});
