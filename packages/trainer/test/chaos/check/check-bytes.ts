import { type ArtifactOwner, collectGarbage, ownerKey, type StoredResult } from '@windrow/core';
import type { OpenedStores } from '../store/open-place.js';

export interface ByteReport {
  /** Owners and artifacts that gc took, and what they had, bytes. */
  readonly collected: number;
  readonly collectedBytes: number;
  readonly violations: readonly string[];
}

const PAGE = 200;

/**
 * Lets gc take whatever it finds, however young, and looks at each artifact that is left: something has to point at it, and its owner
 * holds no more bytes than its artifacts have. To be called when nobody works any more.
 */
export async function checkBytes({ tasks, experiments, artifacts }: OpenedStores): Promise<ByteReport> {
  // What was put in this very millisecond is not older than it.
  const began = await artifacts.now();
  while ((await artifacts.now()) <= began);
  const report = await collectGarbage({ artifacts, taskStores: [tasks], experimentStores: [experiments], graceMs: 0 });
  const violations: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await artifacts.owners({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { owner, bytes } of page.owners) {
      const listed = await artifacts.list(owner);
      const strays = await straysOf({ tasks, experiments, artifacts }, owner, listed);
      for (const name of strays) violations.push(`nothing points at ${name} of ${ownerKey(owner)}, and gc left it`);
      const held = listed.reduce((sum, { size }) => sum + size, 0);
      if (held !== bytes)
        violations.push(`${ownerKey(owner)} holds ${bytes} bytes, its artifacts have ${held}: gc left the rest`);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { collected: report.removed, collectedBytes: report.bytes, violations };
}

async function straysOf(
  { tasks, experiments }: Pick<OpenedStores, 'tasks' | 'experiments' | 'artifacts'>,
  owner: ArtifactOwner,
  listed: readonly { readonly name: string }[],
): Promise<readonly string[]> {
  const names = listed.map(({ name }) => name);
  if (owner.kind === 'recorder') return (await experiments.getRecorder(owner.recorderId)) === undefined ? names : [];
  const [task] = await tasks.read(owner.pool, [owner.taskId], ['result', 'stepResult']);
  const pointed = [task?.result, task?.stepResult].map(nameOf);
  return names.filter((name) => !pointed.includes(name));
}

function nameOf(result: StoredResult | undefined): string | undefined {
  return result?.kind === 'artifact' ? result.name : undefined;
}
