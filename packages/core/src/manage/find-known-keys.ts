import type { SubmitOutcome } from '../store/stored-task.js';
import type { ManagerContext } from './manager-context.js';

const PAGE = 1_000;

/** Which of the keys the pool has, and under which id. Reads the pool's plain fields page by page, no definitions. */
export async function findKnownKeys(
  context: ManagerContext,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Omit<SubmitOutcome, 'created'>>> {
  const found = new Map<string, Omit<SubmitOutcome, 'created'>>();
  let cursor: string | undefined;
  do {
    const query = { fields: [], limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await context.call(() => context.store.list(context.pool, query));
    for (const { id, key, status, codeVersion } of page.tasks) {
      if (keys.has(key)) found.set(key, { id, status, ...(codeVersion === undefined ? {} : { codeVersion }) });
    }
    cursor = page.cursor;
  } while (cursor !== undefined && found.size < keys.size);
  return found;
}
