/** One claim that gave tasks, with the logical times at which it was called and answered. */
export interface ClaimObservation {
  readonly begin: number;
  readonly end: number;
  readonly limit: number;
  readonly ids: readonly string[];
}

/**
 * Where a concurrent run of claims broke rule 3. A task claimed by a call that began after another call had ended was free all
 * through that other call; so that call must not have taken a task of lower priority, nor passed over as many as its window of
 * max(64, 4·n) such tasks that came before in the order.
 *
 * @param tasks in submission order, all claimable from the beginning
 * @returns one line per fault
 */
export function orderFaults(
  tasks: readonly { readonly id: string; readonly priority: number }[],
  claims: readonly ClaimObservation[],
): readonly string[] {
  const places = tasks.toSorted((a, b) => b.priority - a.priority);
  const placeOf = new Map(places.map(({ id, priority }, place) => [id, { place, priority }]));
  const begunAt = new Map(claims.flatMap(({ ids, begin }) => ids.map((id) => [id, begin] as const)));
  const faults: string[] = [];
  for (const { end, limit, ids } of claims) {
    for (const id of ids) {
      const taken = placeOf.get(id);
      if (taken === undefined) {
        faults.push(`${id} was claimed and never submitted`);
        continue;
      }
      const passed = places.slice(0, taken.place).filter((task) => (begunAt.get(task.id) ?? Infinity) > end);
      const higher = passed.find(({ priority }) => priority > taken.priority);
      if (higher !== undefined) {
        faults.push(`${id} (priority ${taken.priority}) was taken while ${higher.id} (${higher.priority}) was free`);
      }
      if (passed.length >= Math.max(64, 4 * limit)) faults.push(`${id} was taken before ${passed.length} free tasks`);
    }
  }
  return faults;
}
