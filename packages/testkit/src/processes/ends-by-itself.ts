import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ChildModule } from '../harness/child-module.js';
import { spawnChild } from './spawn-child.js';

/** A process that opened a store, used and closed it must end with nothing left open. */
export async function expectToEndByItself(child: ChildModule, port: 'task' | 'experiment' | 'artifact'): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'windrow-processes-'));
  const started = spawnChild(child, { kind: 'open-and-close', port, log: join(logs, 'log') });
  const timer = setTimeout(started.kill, 30_000);
  const code = await started.gone;
  clearTimeout(timer);
  await rm(logs, { recursive: true, force: true });
  expect(code, started.errors()).toBe(0);
}
