import { copyPool, createWindrow, type TaskStore } from 'windrow';

/** Copies a pool and kills itself, as hard as can be, while the given call of the target is under way: its method and which of them. */
const [from = '', to = '', pool = '', method = '', nth = '1'] = process.argv.slice(2);
const source = await createWindrow({ store: from });
const target = await createWindrow({ store: to });
let calls = 0;
const dying = new Proxy(target.tasks, {
  get(store, name) {
    const value: unknown = Reflect.get(store, name, store);
    if (typeof value !== 'function') return value;
    return (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(value, store, args);
      if (name === method && ++calls === Number(nth)) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
      return answer;
    };
  },
}) satisfies TaskStore;
await copyPool(source.tasks, dying, pool, {
  artifacts: { from: source.artifacts, to: target.artifacts },
  batchSize: 8,
});
