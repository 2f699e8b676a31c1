import { randomUUID } from 'node:crypto';
import { passServerTime, startCuttableProxy, type TaskStoreHarness } from '@windrow/testkit';
import { MongoClient } from 'mongodb';
import { MongoTaskStore } from '../src/index.js';
import { documentId, type TaskDoc } from '../src/tasks/task-doc.js';

export const UNKNOWN = 'writtenByALaterVersion';

/** How the children of the suites, which are TypeScript, are run. */
export const EXEC_ARGV: readonly string[] = ['--import', 'tsx', '--conditions', '@windrow/source'];

/** A database of its own on the test's server, taken away at the end. */
export async function freshDatabase(url: string): Promise<{
  readonly client: MongoClient;
  readonly database: string;
  drop(): Promise<void>;
}> {
  const client = await new MongoClient(url).connect();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  return {
    client,
    database,
    drop: async () => {
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}

/** Tasks in a database of their own, behind a proxy that can be cut. */
export async function taskHarness(url: string): Promise<TaskStoreHarness> {
  const { client, database, drop } = await freshDatabase(url);
  const { hostname, port } = new URL(url);
  const proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
  const through = new URL(url);
  through.host = `127.0.0.1:${proxy.port}`;
  const options = { url: through.href, database, clientOptions: { serverSelectionTimeoutMS: 1_000 } };
  const opened: MongoTaskStore[] = [];
  const open = async (): Promise<MongoTaskStore> => {
    const store = await MongoTaskStore.open(options);
    opened.push(store);
    return store;
  };
  const store = await open();
  const db = client.db(database);
  const tasks = db.collection<TaskDoc & { [UNKNOWN]?: string }>('tasks');
  return {
    store,
    open,
    advance: (ms) => passServerTime(store, ms),
    writeProtocol: async (protocol) => {
      await db.collection<{ _id: string }>('store').updateOne({ _id: 'store' }, { $set: { protocol } });
    },
    writeUnknownField: async (pool, taskId, value) => {
      await tasks.updateOne({ _id: documentId(pool, taskId) }, { $set: { [UNKNOWN]: value } });
    },
    readUnknownField: async (pool, taskId) => (await tasks.findOne({ _id: documentId(pool, taskId) }))?.[UNKNOWN],
    backdate: async (pool, taskId, ms) => {
      await tasks.updateOne({ _id: documentId(pool, taskId) }, { $inc: { endedAt: -ms, due: -ms } });
    },
    outage: { begin: () => proxy.cut(), end: () => proxy.restore() },
    child: { url: new URL('./child.ts', import.meta.url).href, options: { url, database }, execArgv: EXEC_ARGV },
    dispose: async () => {
      await proxy.restore();
      for (const one of opened) await one.close();
      await proxy.close();
      await drop();
    },
  };
}
