import type { AttemptRecord } from '@windrow/core';
import { importedTask, importedWaiting } from './imported-samples.js';

/** Imported tasks that are wrong in one thing each, as a file that somebody made up may hold them. */
export function refusedImports(now: number): readonly (readonly [what: string, task: unknown])[] {
  const ended = (overrides: object): unknown => ({ ...importedTask(now), ...overrides });
  const waiting = (overrides: object): unknown => ({ ...importedWaiting(now), ...overrides });
  const attempt: AttemptRecord = { workerId: 'w', fence: 1, startedAt: now, endedAt: now, outcome: 'done' };
  const after = (attempts: readonly unknown[], totals: object): unknown => ended({ history: { attempts, totals } });
  return [
    ['no object', null],
    ['a task that runs', waiting({ status: 'running' })],
    ['a status that is none', ended({ status: 'won' })],
    ['an id with a NUL character', ended({ id: 'a\0b' })],
    ['an empty id', ended({ id: '' })],
    ['half a character as key', ended({ key: '\ud800' })],
    ['a priority that no store takes', ended({ priority: 40_000 })],
    ['a fence that is no number', ended({ fence: '1' })],
    ['a fence where numbers end', ended({ fence: Number.MAX_SAFE_INTEGER })],
    ['more attempts than there may be', ended({ attempts: 4 })],
    ['a waiting task without attempts left', waiting({ attempts: 3 })],
    ['a waiting task that was asked to stop', waiting({ cancelRequested: true })],
    ['an end that is none', ended({ endedAt: undefined })],
    ['a waiting task that has ended', waiting({ endedAt: now })],
    ['an ended task that is delayed', ended({ availableAt: now })],
    ['a waiting task with a result', waiting({ result: importedTask(now).result })],
    ['a time of the far future', ended({ endedAt: now + 1e12 })],
    ['an attempt of the far future', after([{ ...attempt, endedAt: now + 1e12 }], { done: 1 })],
    ['a definition that is no canonical JSON', ended({ definition: '{"b":1, "a":2}' })],
    ['a definition that would reach a prototype', ended({ definition: '{"__proto__":{"polluted":true}}' })],
    ['a tag that would reach a prototype', ended({ tags: JSON.parse('{"__proto__":1}') as object })],
    ['tags that are no scalars', ended({ tags: { a: [1] } })],
    ['a backoff of other fields', ended({ backoff: { initialMs: 1 } })],
    ['totals that are less than the attempts', after([attempt], {})],
    ['an outcome that is none', after([{ ...attempt, outcome: 'won' }], { done: 1 })],
    ['totals of a prototype', after([], JSON.parse('{"__proto__":{"done":1}}') as object)],
    ['fences that do not grow', after([attempt, attempt], { done: 2 })],
    ['an attempt above the fence', after([{ ...attempt, fence: 2 }], { done: 1 })],
    [
      'more attempts than are kept',
      after(
        Array.from({ length: 101 }, (_, i) => ({ ...attempt, fence: i })),
        { done: 101 },
      ),
    ],
    ['an error without bounds', waiting({ error: { name: 'E', message: 'x'.repeat(10_000) } })],
    ['a result outside of its owner', ended({ result: pointer('../../x') })],
    [
      'a result inline past the limit',
      ended({ result: { kind: 'inline', encoding: 'x', bytes: new Uint8Array(2 ** 25) } }),
    ],
    ['a progress without bounds', waiting({ progress: 'x'.repeat(70_000) })],
  ];
}

function pointer(name: string): unknown {
  return { kind: 'artifact', encoding: 'x', name, size: 0, sha256: '0'.repeat(64) };
}
