import { randomUUID } from 'node:crypto';
import { MongoTaskStore } from '@windrow/store-mongo';
import { MongoClient } from 'mongodb';
import { BareMongo } from './bare.js';
import { type MeasuredPool, measureClaims } from './claim-commit.js';
import { type Line, markdown } from './measure.js';
import { fillPool, loadPool } from './million.js';
import { measureSubmit } from './submit.js';

/**
 * The MongoDB store beside the bare driver, on one server in one run; see the README. `BENCH_SCALE=0.1` is a quick look,
 * `BENCH_DATABASE` names a database that is kept, so that a million tasks are loaded once.
 */
const url = process.env['MONGO_URL'];
if (url === undefined) throw new Error('Set MONGO_URL to the server to measure on.');
const scale = Number(process.env['BENCH_SCALE'] ?? '1');
const asked = process.argv.slice(2);
const wants = (part: string): boolean => asked.length === 0 || asked.includes(part);

const client = await new MongoClient(url).connect();
const [small, large] = [`bench_${randomUUID().replaceAll('-', '')}`, process.env['BENCH_DATABASE']];
const store = await MongoTaskStore.open({ client, database: small });
const bare = new BareMongo(client.db(small));
const waiting = async (count: number): Promise<MeasuredPool> => {
  const pool = randomUUID();
  await fillPool(store, pool, count);
  return { what: `${count.toLocaleString('en')} waiting`, pool, store, bare };
};
const lines: Line[] = [];
try {
  if (wants('submit')) lines.push(...(await measureSubmit(store, bare, Math.round(30_000 * scale))));
  if (wants('claim')) {
    lines.push(...(await measureClaims([await waiting(1_000), await waiting(Math.round(100_000 * scale))])));
  }
  if (wants('million')) {
    const database = large ?? small;
    const [other, count] = [new BareMongo(client.db(database)), Math.round(1_000_000 * scale)];
    const million = await MongoTaskStore.open({ client, database });
    await loadPool(other, 'million', count);
    const what = `${count.toLocaleString('en')} tasks, half of them done`;
    lines.push(
      ...(await measureClaims([await waiting(1_000), { what, pool: 'million', store: million, bare: other }])),
      ...(await measureSubmit(million, other, Math.round(10_000 * scale), true)),
    );
  }
  const info = await client.db('admin').command({ buildInfo: 1 });
  const engine = info['ferretdb'] === undefined ? 'MongoDB' : `FerretDB ${info['ferretdb'].version}, speaking as`;
  console.log(markdown(`${engine} ${info['version']}, driver mongodb 7.9.0, Node ${process.versions.node}`, lines));
  process.exitCode = lines.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await client.db(small).dropDatabase();
  await store.close();
  await client.close();
}
