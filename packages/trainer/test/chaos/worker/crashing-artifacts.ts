import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactStore } from '@windrow/core';
import { overriding } from '../store/overriding.js';
import type { StepLog } from './step-log.js';

const PIECE_BYTES = 100 * 1024;

/** Kills this process, for good and at once. */
export async function killItself(log: StepLog, taskId: string): Promise<never> {
  await log.write('suicide', taskId);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

export interface CrashingArtifacts {
  readonly artifacts: ArtifactStore;
  /** This process is killed in the middle of the next upload of this owner, a task or a recorder. */
  crashIn(ownerId: string, taskId: string): void;
}

/** An artifact store whose uploads can be made to crash half-way: half of the bytes are with the store, the rest never comes. */
export function crashingArtifacts(artifacts: ArtifactStore, log: StepLog): CrashingArtifacts {
  const crashes = new Map<string, string>();
  const put: ArtifactStore['put'] = async (owner, name, data, options) => {
    const taskId = crashes.get(owner.kind === 'task' ? owner.taskId : owner.recorderId);
    if (taskId === undefined || !(data instanceof Uint8Array) || data.byteLength < 4 * PIECE_BYTES) {
      return artifacts.put(owner, name, data, options);
    }
    return artifacts.put(owner, name, half(data, log, taskId), options);
  };
  return {
    crashIn: (ownerId, taskId) => {
      crashes.set(ownerId, taskId);
    },
    artifacts: overriding(artifacts, { put }),
  };
}

async function* half(data: Uint8Array, log: StepLog, taskId: string): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < data.byteLength / 2; at += PIECE_BYTES) yield data.subarray(at, at + PIECE_BYTES);
  // Drivers send by themselves what they were given.
  await sleep(30);
  await killItself(log, taskId);
}
