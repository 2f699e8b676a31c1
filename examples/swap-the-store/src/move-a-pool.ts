import { copyPool, createWindrow } from 'windrow';

/**
 * Copies a pool from one store to another: `tsx src/move-a-pool.ts FROM TO POOL`, two URLs and a name. Stopped or killed anywhere, the
 * same command goes on where it was. Workers of the pool are stopped before, and started on the copy afterwards.
 */
const [from = '', to = '', pool = ''] = process.argv.slice(2);
await using source = await createWindrow({ store: from });
await using target = await createWindrow({ store: to });
const report = await copyPool(source.tasks, target.tasks, pool, {
  artifacts: { from: source.artifacts, to: target.artifacts },
  onProgress: ({ copied, total }) => console.log(`${copied} of ${total}`),
});
console.log(`${report.copied} tasks compared, ${report.artifacts} large results copied`);
