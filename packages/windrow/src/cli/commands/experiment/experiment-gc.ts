import { collectGarbage, type Garbage, type GarbageReport } from '@windrow/core';
import { confirmed } from '../../confirm.js';
import { interruptible } from '../../interruptible.js';
import { bytesText } from '../../output/human-text.js';
import { table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';

export interface GcOptions extends GlobalOptions {
  /** ms. */
  readonly grace: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Removes artifacts that nothing points at. What would go is told first, and each is looked at again just before it goes. */
export async function experimentGc(options: GcOptions): Promise<void> {
  await withWindrow(options, ({ artifacts, tasks, experimentStore }) =>
    interruptible('What was removed until now stays removed.', async (signal) => {
      const output = terminalOutput(options.json === true);
      const stores = { artifacts, taskStores: [tasks], experimentStores: [experimentStore] };
      const collect = (dryRun: boolean): Promise<GarbageReport> =>
        collectGarbage({ ...stores, graceMs: options.grace, dryRun, signal });
      const planned = await collect(true);
      if (options.dryRun === true || planned.removed === 0) {
        output.result('experiment-gc', { dryRun: options.dryRun === true, ...planned }, () => describe(planned, true));
        return;
      }
      const question = `Remove ${planned.removed} artifacts (${bytesText(planned.bytes)}) that nothing points at?`;
      if (!(await confirmed(question, options))) return;
      const done = await collect(false);
      output.result('experiment-gc', { dryRun: false, ...done }, () => describe(done, false));
    }),
  );
}

function describe({ items, removed, bytes, foreign }: GarbageReport, planned: boolean): string {
  const rows = items.map((item) => [ownerText(item), item.name ?? '(everything)', bytesText(item.bytes)]);
  return [
    ...(rows.length === 0 ? [] : [table(['owner', 'artifact', 'size'], rows), '']),
    `${planned ? 'Would remove' : 'Removed'} ${removed} artifacts, ${bytesText(bytes)}.`,
    ...(foreign === 0 ? [] : [`${foreign} owners belong to other stores and were left alone.`]),
  ].join('\n');
}

function ownerText({ owner }: Garbage): string {
  return owner.kind === 'task' ? `task ${owner.pool} ${owner.taskId}` : `recorder ${owner.recorderId}`;
}
