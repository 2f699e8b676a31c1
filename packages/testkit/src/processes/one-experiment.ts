import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ChildModule } from '../harness/child-module.js';
import { readChildLog } from './child-log.js';
import { spawnChild } from './spawn-child.js';

/** The ids that processes of their own, started at once, were given for one name: `times` from each. */
export async function idsFromProcesses(
  child: ChildModule,
  name: string,
  processes: number,
  times: number,
): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-experiments-'));
  const logs = Array.from({ length: processes }, (_, i) => join(directory, `${i}`));
  const started = logs.map((log) => spawnChild(child, { kind: 'get-or-create', name, times, log }));
  try {
    for (const each of started) expect(await each.gone, each.errors()).toBe(0);
    return logs.flatMap(readChildLog).flatMap((line) => (line.kind === 'experiments' ? line.ids : []));
  } finally {
    for (const each of started) each.kill();
    await rm(directory, { recursive: true, force: true });
  }
}
