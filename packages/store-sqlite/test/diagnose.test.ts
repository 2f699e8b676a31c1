import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDriver } from '../src/driver/load-driver.js';
import { SqliteTaskStore } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

describe('SqliteTaskStore.diagnose', () => {
  it('tells whether the file is whole, which indexes are missing, and whether the log is in use', async () => {
    const { path: directory, remove } = temporaryDirectory('diagnose');
    const store = await SqliteTaskStore.open({ directory });
    expect((await store.diagnose()).map(({ check, state }) => [check, state])).toEqual([
      ['integrity', 'ok'],
      ['indexes', 'ok'],
      ['persistence', 'ok'],
    ]);
    const { open } = loadDriver();
    const other = new open(join(directory, 'windrow.db'), { timeout: 5_000 });
    other.exec('DROP INDEX tasks_claimable; DROP INDEX recorders_of_experiment;');
    other.close();
    expect(await store.diagnose()).toContainEqual({
      check: 'indexes',
      state: 'problem',
      message: 'Indexes are missing: tasks_claimable, recorders_of_experiment. Somebody else changed the file.',
      advice: 'Copy the pools into a new store: windrow pool export, then windrow --store sqlite:NEW pool import.',
    });
    await store.close();
    await expect(store.diagnose()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    remove();
  });
});
