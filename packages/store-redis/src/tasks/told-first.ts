/**
 * Of those that wait, as many are needed at once as there are new tasks: for one task not all of them should claim. One at least, since a
 * message may name no task; others each turn, so that one that is busy does not keep all hints.
 */
export function toldFirst<T>(
  waiting: readonly T[],
  tasks: number,
  turn: number,
): { readonly now: readonly T[]; readonly later: readonly T[] } {
  const needed = Math.max(1, tasks);
  if (waiting.length <= needed) return { now: waiting, later: [] };
  const from = turn % waiting.length;
  const inTurn = [...waiting.slice(from), ...waiting.slice(0, from)];
  return { now: inTurn.slice(0, needed), later: inTurn.slice(needed) };
}
