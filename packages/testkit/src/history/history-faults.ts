import type { AttemptOutcome, Settlement, StoredTask } from '@windrow/core';
import { type Ended, type History, resultText, type Taken } from './history.js';

const OUTCOMES: Readonly<Record<Settlement['kind'], readonly AttemptOutcome[]>> = {
  done: ['done'],
  part_done: ['part_done'],
  error: ['error', 'cancelled'],
  release: ['released', 'cancelled'],
};

/**
 * Where a concurrent run broke the contract: two holders of one fence, an end under an old fence that was let through, a result
 * that is not the last claim's, an acknowledged task or result that is gone, attempts that do not add up.
 *
 * @returns one line per fault
 */
export function historyFaults(history: History): readonly string[] {
  const stored = new Map(history.stored.map((task) => [task.id, task]));
  const taken = groupBy(history.taken, ({ taskId }) => taskId);
  const ended = groupBy(history.ended, ({ taskId }) => taskId);
  const faults: string[] = [];
  if (stored.size !== history.stored.length) faults.push('a task is stored twice');
  for (const id of history.submitted) {
    if (!stored.has(id) && !history.removed.has(id)) faults.push(`${id}: acknowledged, never removed, gone`);
  }
  for (const id of new Set([...taken.keys(), ...ended.keys(), ...stored.keys()])) {
    const claims = taken.get(id) ?? [];
    const ends = ended.get(id) ?? [];
    faults.push(...twoHolders(claims), ...staleEnds(claims, ends), ...twoEnds(ends));
    const task = stored.get(id);
    if (task === undefined) continue;
    faults.push(...wrongResult(task), ...wrongAttempts(task, claims, ends));
    if (!history.changed.has(id)) faults.push(...lostResult(task, ends));
  }
  return faults;
}

function twoHolders(claims: readonly Taken[]): readonly string[] {
  return [...groupBy(claims, ({ fence }) => fence)].flatMap(([fence, held]) => {
    const holders = new Set(held.map(({ holder }) => holder));
    return holders.size > 1 ? [`${held[0]?.taskId}: fence ${fence} is held by ${[...holders].join(' and ')}`] : [];
  });
}

function staleEnds(claims: readonly Taken[], ends: readonly Ended[]): readonly string[] {
  return ends.flatMap(({ taskId, fence, kind, outcome, begin }) => {
    const newer = claims.find((claim) => claim.fence > fence && claim.end < begin);
    return outcome === 'settled' && newer !== undefined
      ? [`${taskId}: ${kind} under fence ${fence} was let through after fence ${newer.fence} had been given`]
      : [];
  });
}

function twoEnds(ends: readonly Ended[]): readonly string[] {
  return [...groupBy(ends, ({ fence }) => fence)].flatMap(([fence, under]) => {
    const settled = under.filter(({ outcome }) => outcome === 'settled');
    const kinds = new Set(
      under.filter(({ outcome }) => outcome !== 'lost' && outcome !== 'unknown').map((e) => e.kind),
    );
    return settled.length > 1 || kinds.size > 1
      ? [`${under[0]?.taskId}: fence ${fence} ended ${settled.length} times (${[...kinds].join(', ')})`]
      : [];
  });
}

function wrongResult({ id, status, fence, result }: StoredTask): readonly string[] {
  if (status !== 'done') return result === undefined ? [] : [`${id}: a result is visible though it is ${status}`];
  const text = result?.kind === 'inline' ? new TextDecoder().decode(result.bytes) : undefined;
  return text === resultText(id, fence)
    ? []
    : [`${id}: done under fence ${fence} with the result ${JSON.stringify(text)}`];
}

function lostResult({ id, status, fence }: StoredTask, ends: readonly Ended[]): readonly string[] {
  return ends.flatMap((end) =>
    end.kind === 'done' &&
    (end.outcome === 'settled' || end.outcome === 'repeated') &&
    (status !== 'done' || fence !== end.fence)
      ? [`${id}: done was acknowledged under fence ${end.fence}, but it is ${status} under fence ${fence}`]
      : [],
  );
}

function wrongAttempts(task: StoredTask, claims: readonly Taken[], ends: readonly Ended[]): readonly string[] {
  const { id, attempts, maxAttempts, fence, history } = task;
  const records = history?.attempts ?? [];
  const fences = records.map((record) => record.fence);
  const faults: string[] = [];
  if (attempts < 0 || attempts > maxAttempts) faults.push(`${id}: ${attempts} attempts of ${maxAttempts}`);
  if (fences.some((each, i) => each > fence || each <= (fences[i - 1] ?? 0))) faults.push(`${id}: fences ${fences}`);
  const total = Object.values(history?.totals ?? {}).reduce((sum, count) => sum + count, 0);
  if (total < records.length) faults.push(`${id}: totals of ${total} for ${records.length} attempts`);
  const first = fences[0] ?? 0;
  for (const claim of claims) {
    const running = task.status === 'running' && claim.fence === fence;
    const cut = total > records.length && claim.fence < first;
    if (!running && !cut && !fences.includes(claim.fence)) faults.push(`${id}: fence ${claim.fence} left no attempt`);
  }
  for (const end of ends) {
    const record = records.find((each) => each.fence === end.fence);
    if (end.outcome !== 'settled' || record === undefined || OUTCOMES[end.kind].includes(record.outcome)) continue;
    faults.push(`${id}: ${end.kind} under fence ${end.fence} was acknowledged, the attempt says ${record.outcome}`);
  }
  return faults;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
