import { join } from 'node:path';
import { describeTaskStore, type TaskStoreFactory, TurnedClock } from '@windrow/testkit';
import { Connection } from '../src/driver/connection.js';
import { loadDriver } from '../src/driver/load-driver.js';
import { DATABASE_FILE } from '../src/file/open-file.js';
import { SqliteTaskStore } from '../src/tasks/sqlite-task-store.js';
import { temporaryDirectory } from './temporary-directory.js';

const sqlite: TaskStoreFactory = async () => {
  const clock = new TurnedClock();
  const directory = temporaryDirectory('tasks');
  const opened: SqliteTaskStore[] = [];
  const open = async () => {
    const store = await SqliteTaskStore.open({ directory: directory.path, clock });
    opened.push(store);
    return store;
  };
  const store = await open();
  const path = join(directory.path, DATABASE_FILE);
  const { open: DatabaseSync } = loadDriver();
  // Somebody else's hands in the file: a later version, or an accident.
  const file = new Connection(new DatabaseSync(path), { store: path, path, busyTimeoutMs: 5_000 });
  const unknown = 'written_by_a_later_version';
  return {
    store,
    open,
    advance: clock.advance,
    writeProtocol: async ({ min, current }) => {
      await file.write('protocol', () => {
        file.prepare('UPDATE store SET protocol_min = ?, protocol_current = ?').run(min, current);
      });
    },
    writeUnknownField: async (_pool, taskId, value) => {
      await file.write('field', () => {
        file.exec(`ALTER TABLE tasks ADD COLUMN ${unknown} TEXT`);
        file.prepare(`UPDATE tasks SET ${unknown} = ? WHERE id = ?`).run(value, taskId);
      });
    },
    readUnknownField: async (_pool, taskId) =>
      file.query(
        'field',
        () => file.prepare<{ value: string }>(`SELECT ${unknown} AS value FROM tasks WHERE id = ?`).get(taskId)?.value,
      ),
    child: { url: new URL('./child.ts', import.meta.url).href, options: { directory: directory.path } },
    dispose: async () => {
      for (const one of opened) await one.close();
      file.close();
      directory.remove();
    },
  };
};

describeTaskStore('SqliteTaskStore', sqlite);
