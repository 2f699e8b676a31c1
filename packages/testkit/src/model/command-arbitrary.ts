import type { AdminChange, FilterNode, NewTask, Settlement } from '@windrow/core';
import fc from 'fast-check';
import { failure, inline } from '../task-store/samples.js';
import { change, claim, pass, pause, reap, remove, renew, settle, submit, type TaskCommand } from './commands.js';

/** A lease or delay that no test outlives. */
const LONG_MS = 3_600_000;

/** Random commands, weighted so that tasks get far. @param shortMs a lease or delay that `pass` outlives */
export function taskCommands(shortMs: number, maxCommands: number): fc.Arbitrary<Iterable<TaskCommand>> {
  const which = fc.nat({ max: 12 });
  const key = fc.integer({ min: 0, max: 9 }).map((n) => `key-${n}`);
  const priority = fc.integer({ min: -1, max: 2 });
  const tag = fc.integer({ min: 0, max: 2 });
  const lost = fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
  const lease = fc.constantFrom(shortMs, LONG_MS, LONG_MS);
  const origin = fc.constantFrom('waiting' as const, 'waiting' as const, 'part_done' as const);
  const routes = fc.constantFrom(['', 'gpu'], ['', 'gpu'], ['gpu', ''], [''], ['gpu']);
  const filter: fc.Arbitrary<FilterNode> = fc.oneof(
    tag.map((value): FilterNode => ({ op: 'eq', path: ['tags', 'a'], value })),
    fc.constantFrom('done', 'failed', 'waiting').map((value): FilterNode => ({ op: 'eq', path: ['status'], value })),
    priority.map((value): FilterNode => ({ op: 'gt', path: ['priority'], value })),
    tag.map((value): FilterNode => ({ op: 'nin', path: ['definition', 'n'], values: [value, null] })),
  );
  // Removing by what most tasks have would leave nothing to go on with.
  const rare: fc.Arbitrary<FilterNode> = fc
    .constantFrom('failed', 'cancelled')
    .map((value): FilterNode => ({ op: 'eq', path: ['status'], value }));
  const task: fc.Arbitrary<Omit<NewTask, 'id'>> = fc
    .record({
      key,
      definition: tag.map((n) => `{"n":${n}}`),
      priority,
      tags: fc.record({ a: tag }),
      route: fc.constantFrom('', '', 'gpu'),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      delay: fc.constantFrom(undefined, undefined, undefined, shortMs, LONG_MS),
    })
    .map(({ delay, ...fields }) => ({
      ...fields,
      backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
      schemaVersion: 1,
      ...(delay !== undefined && { delayMs: delay }),
    }));
  const result = tag.map((n) => inline(`result ${n}`));
  const end: fc.Arbitrary<Settlement> = fc.oneof(
    result.map((value): Settlement => ({ kind: 'done', result: value })),
    result.map((value): Settlement => ({ kind: 'part_done', result: value })),
    fc.tuple(fc.constantFrom(0, 0, shortMs), fc.boolean()).map(([delayMs, final]) => failure(delayMs, final)),
    fc.constantFrom(0, shortMs).map((delayMs): Settlement => ({ kind: 'release', delayMs })),
  );
  const adminChange: fc.Arbitrary<AdminChange> = fc.oneof(
    priority.map((value): AdminChange => ({ kind: 'prioritize', priority: value })),
    fc.constant<AdminChange>({ kind: 'cancel' }),
    fc.record({ kind: fc.constant('reset' as const), to: origin, force: fc.boolean() }),
    fc.constantFrom(0, shortMs, LONG_MS).map((delayMs): AdminChange => ({ kind: 'delay', delayMs })),
    tag.map((a): AdminChange => ({ kind: 'tag', set: { a }, unset: ['never'] })),
  );
  const replacement = fc.record({
    kind: fc.constant('replace' as const),
    definition: tag.map((n) => `{"n":${n},"replaced":true}`),
    key,
    force: fc.boolean(),
  });
  const limit = fc.integer({ min: 1, max: 4 });
  const claimed = fc
    .tuple(
      fc.record({ limit, from: origin, routes, leaseMs: lease }),
      fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary: filter, weight: 1 }),
      lost,
    )
    .map(([request, by, isLost]) => claim({ ...request, ...(by !== undefined && { filter: by }) }, isLost));
  const submitted = fc
    .tuple(fc.array(task, { minLength: 1, maxLength: 5 }), fc.constantFrom('reuse' as const, 'rerun' as const), lost)
    .map((args) => submit(...args));
  const settled = fc.tuple(which, end, lost).map((args) => settle(...args));
  return fc.commands(
    [
      submitted,
      submitted,
      claimed,
      claimed,
      claimed,
      settled,
      settled,
      settled,
      fc.tuple(which, lease).map((args) => renew(...args)),
      fc.tuple(which, fc.oneof(adminChange, replacement)).map((args) => change(...args)),
      fc.tuple(filter, adminChange).map((args) => change(...args)),
      fc.tuple(fc.oneof(which, which, rare), fc.boolean()).map((args) => remove(...args)),
      fc.constant(pass),
      fc.constant(reap),
      fc.constantFrom(true, false, false, false).map(pause),
    ],
    { maxCommands, size: 'max' },
  );
}
