import type { ChangeReport, TaskManager, TaskSelector } from '@windrow/core';
import { UsageError } from '../../cli-errors.js';
import { confirmed } from '../../confirm.js';
import { terminalOutput } from '../../output/terminal.js';
import { requirePool } from '../../require-pool.js';
import { withWindrow } from '../../with-windrow.js';
import { type FilterOptions, filterOf } from './pool-read.js';

export interface ChangeOptions extends FilterOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export interface ResetOptions extends ChangeOptions {
  readonly to: 'waiting' | 'part_done';
}

/** Changes the tasks that ids or a filter name, and tells how many became what. `verb` reads like `cancel`. */
async function change(
  pool: string,
  ids: readonly string[],
  options: ChangeOptions,
  verb: 'retry' | 'cancel' | 'prioritize' | 'reset',
  destroys: boolean,
  apply: (manager: TaskManager, selector: TaskSelector) => Promise<ChangeReport>,
): Promise<void> {
  const selector = selectorOf(ids, options, verb);
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const output = terminalOutput(options.json === true);
    const touched = await countOf(manager, ids, options);
    if (options.dryRun === true) {
      output.result(
        `pool-${verb}`,
        { pool, dryRun: true, tasks: touched },
        () => `Would ${verb} ${touched} tasks of ${pool}.`,
      );
      return;
    }
    if (destroys && !(await confirmed(`${verb} ${touched} tasks of ${pool}?`, options))) return;
    const { counts } = await apply(manager, selector);
    output.result(`pool-${verb}`, { pool, counts }, () => describe(counts));
  });
}

export const poolRetry = (pool: string, ids: readonly string[], options: ChangeOptions): Promise<void> =>
  change(pool, ids, options, 'retry', false, (manager, selector) => manager.retry(selector));

export const poolCancel = (pool: string, ids: readonly string[], options: ChangeOptions): Promise<void> =>
  change(pool, ids, options, 'cancel', true, (manager, selector) => manager.cancel(selector));

export const poolPrioritize = (
  pool: string,
  priority: number,
  ids: readonly string[],
  options: ChangeOptions,
): Promise<void> =>
  change(pool, ids, options, 'prioritize', false, (manager, selector) => manager.prioritize(selector, priority));

export const poolReset = (pool: string, ids: readonly string[], options: ResetOptions): Promise<void> =>
  change(pool, ids, options, 'reset', true, (manager, selector) =>
    manager.resetStatus(selector, options.to, { force: options.force === true }),
  );

export async function poolRemove(pool: string, ids: readonly string[], options: ChangeOptions): Promise<void> {
  const selector = selectorOf(ids, options, 'remove');
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const output = terminalOutput(options.json === true);
    const force = options.force === true;
    if (options.dryRun !== true) {
      const touched = await countOf(manager, ids, options);
      if (!(await confirmed(`Remove ${touched} tasks of ${pool} for good?`, options))) return;
    }
    const report = await manager.remove(selector, { force, dryRun: options.dryRun === true });
    output.result('pool-remove', { pool, dryRun: options.dryRun === true, ...report }, () => {
      const verb = options.dryRun === true ? 'Would remove' : 'Removed';
      return `${verb} ${report.removed} tasks; ${report.running} are running and stay${force ? '' : ' (--force takes them too)'}.`;
    });
  });
}

export async function poolReap(pool: string, options: FilterOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const summary = await manager.reap();
    terminalOutput(options.json === true).result(
      'pool-reap',
      { pool, ...summary },
      () =>
        `${summary.expired.length} expired tasks were given back, ${summary.due} delayed ones are due, ${summary.retired} retired.`,
    );
  });
}

function selectorOf(ids: readonly string[], options: ChangeOptions, verb: string): TaskSelector {
  if (ids.length > 0 && options.filter !== undefined) throw new UsageError('Give ids or --filter, not both.');
  if (ids.length > 0) return [...ids];
  if (options.filter === undefined && verb !== 'retry') {
    throw new UsageError(`Say which tasks to ${verb}: ids, or --filter '{"status":"failed"}' (--filter '{}' for all).`);
  }
  return filterOf(options);
}

async function countOf(manager: TaskManager, ids: readonly string[], options: ChangeOptions): Promise<number> {
  if (ids.length > 0) return ids.length;
  return Object.values(await manager.stat(filterOf(options))).reduce((so, count) => so + count, 0);
}

function describe(counts: ChangeReport['counts']): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.length === 0 ? 'No task matched.' : told.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
