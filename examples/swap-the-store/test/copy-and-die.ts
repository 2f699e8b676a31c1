import { copyPool, createWindrow, type TaskStore } from 'windrow';

/** Copies a pool and kills itself, as hard as can be, while its second batch of ends is under way to the target. */
const [from = '', to = '', pool = ''] = process.argv.slice(2);
const source = await createWindrow({ store: from });
const target = await createWindrow({ store: to });
let settles = 0;
const dying = new Proxy(target.tasks, {
  get(store, name) {
    const value: unknown = Reflect.get(store, name, store);
    if (typeof value !== 'function') return value;
    return (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(value, store, args);
      if (name === 'settle' && ++settles === 2) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
      return answer;
    };
  },
}) satisfies TaskStore;
await copyPool(source.tasks, dying, pool, {
  artifacts: { from: source.artifacts, to: target.artifacts },
  batchSize: 8,
});
