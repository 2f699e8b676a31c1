import { openSqliteStore } from '../../src/index.js';
import { claimRequest, sampleTask } from '../sample-task.js';

// Says a line after each acknowledged write, and then waits to be killed.
const [directory = '', durability = 'process'] = process.argv.slice(2);
const store = await openSqliteStore({ directory, durability: durability as 'process' | 'power-loss' });
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const result = new Uint8Array([1, 2, 3]);

const task = sampleTask();
await store.tasks.submit('pool', [task, sampleTask()], 'reuse');
const { tasks } = await store.tasks.claim('pool', claimRequest());
const [claimed] = tasks;
if (claimed === undefined) throw new Error('There was nothing to claim.');
const end = { kind: 'done', result: { kind: 'inline', encoding: 'raw', bytes: result } } as const;
await store.tasks.settle([{ claim: claimed.claim, end }]);
say(`done ${task.id}`);

const { id: experimentId } = await store.experiments.getOrCreate('experiment');
const environment = {};
await store.experiments.createRecorder(experimentId, { id: 'r', name: 'r', status: 'RUNNING', tags: {}, environment });
await store.experiments.logMetrics('r', [{ key: 'loss', step: 0, value: 0.25, time: 1 }]);
say('logged');

const owner = { kind: 'task', storeId: 's', pool: 'pool', taskId: task.id } as const;
await store.artifacts.put(owner, 'model', result);
say('put');

await store.artifacts.put(owner, 'model', endless());
async function* endless(): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(1_000_000);
  say('half-way through an upload');
  await new Promise(() => setInterval(() => {}, 60_000));
}
