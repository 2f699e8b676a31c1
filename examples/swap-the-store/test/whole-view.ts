import { createHash } from 'node:crypto';
import type { StoredTask, TaskStore } from 'windrow';

const FIELDS = ['definition', 'result', 'stepResult', 'history', 'progress'] as const;

/** All that a store holds of the tasks of a pool, but for the place in its own order and in which of its places the bytes of a result lie. */
export async function wholeView(store: TaskStore, pool: string): Promise<readonly object[]> {
  const view: object[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(pool, { fields: FIELDS, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    view.push(...page.tasks.map(withoutPlace));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return view;
}

function withoutPlace({ seq, result, stepResult, ...task }: StoredTask): object {
  // Drivers give objects of kinds of their own.
  return JSON.parse(JSON.stringify({ ...task, result: plain(result), stepResult: plain(stepResult) })) as object;
}

/** The same wherever the bytes lie, inline or in the artifact store. */
function plain(result: StoredTask['result']): unknown {
  if (result?.kind !== 'inline')
    return result && { encoding: result.encoding, size: result.size, sha256: result.sha256 };
  const sha256 = createHash('sha256').update(result.bytes).digest('hex');
  return { encoding: result.encoding, size: result.bytes.byteLength, sha256 };
}
