import { randomUUID } from 'node:crypto';
import { MongoTaskStore } from '@windrow/store-mongo';
import { MongoClient } from 'mongodb';
import { BareMongo } from './bare.js';
import { measureClaims } from './claim-commit.js';
import { type Line, markdown } from './measure.js';
import { measureSubmit } from './submit.js';

/**
 * The MongoDB store beside the bare driver, on one server in one run: `MONGO_URL=… tsx -C @windrow/source
 * benchmarks/store-mongo/main.ts`. `BENCH_SCALE=10` goes on to a million tasks, `0.1` is a quick look.
 */
const url = process.env['MONGO_URL'];
if (url === undefined) throw new Error('Set MONGO_URL to the server to measure on.');
const scale = Number(process.env['BENCH_SCALE'] ?? '1');
const sizes = [1_000, Math.max(2_000, Math.round(100_000 * scale))];

const client = await new MongoClient(url).connect();
const database = `bench_${randomUUID().replaceAll('-', '')}`;
const store = await MongoTaskStore.open({ client, database });
const bare = new BareMongo(client.db(database));
try {
  const lines: Line[] = [...(await measureSubmit(store, bare, Math.round(10_000 * Math.min(1, scale))))];
  lines.push(...(await measureClaims(store, bare, sizes)));
  const info = await client.db('admin').command({ buildInfo: 1 });
  const engine = info['ferretdb'] === undefined ? 'MongoDB' : `FerretDB ${info['ferretdb'].version}, speaking as`;
  console.log(markdown(`${engine} ${info['version']}, driver mongodb 7.9.0, Node ${process.versions.node}`, lines));
  process.exitCode = lines.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await client.db(database).dropDatabase();
  await store.close();
  await client.close();
}
