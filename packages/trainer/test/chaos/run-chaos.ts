import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TaskManager } from '@windrow/core';
import { checkBytes } from './check/check-bytes.js';
import { strayBytes } from './check/stray-bytes.js';
import { WorkerSteps } from './check/worker-steps.js';
import { makePlans, POOLS } from './definitions.js';
import { startFleet } from './harm/fleet.js';
import { harmFleet } from './harm/harm-fleet.js';
import { harmCounts } from './harm/harms.js';
import type { Departure } from './harm/slot.js';
import { mulberry32 } from './random.js';
import { examinePool, Findings, readLogs, readRecorders } from './read-evidence.js';
import { type ChaosReport, departureFault } from './report.js';
import { type ChaosStore, type Hosts, startChaosStore } from './store/chaos-store.js';
import { type ChaosStoreKind, openPlace } from './store/open-place.js';
import { readVersions } from './store/read-versions.js';
import { submitPlans } from './submit-plans.js';

export interface ChaosOptions {
  readonly store: ChaosStoreKind;
  /** For the store, if it lies in files, and for the workers' logs. */
  readonly directory: string;
  readonly tasks: number;
  readonly kills: number;
  readonly workers: number;
  /** Tasks at once of one worker. */
  readonly concurrency: number;
  readonly taskMs: number;
  readonly leaseMs: number;
  readonly seed: number;
  /** A run that is not over by then hangs. */
  readonly longestMs: number;
  /** Workers run on these, one after the other, instead of behind proxies. */
  readonly hosts?: Hosts;
  readonly onProgress?: (ended: number, total: number) => void;
}

/** How often the run itself asks a store that is away: its server takes some time to come back. */
const PATIENCE = 60;

/** The command that starts a worker, see `compileWorker`. */
export interface ChaosProgram {
  readonly command: readonly [string, ...string[]];
}

/**
 * Runs the tasks of three pools by worker processes that are harmed at random while they work, lets what is left run to its end in
 * peace, and looks at what became of each task, of each recorder and of all bytes.
 */
export async function runChaos(options: ChaosOptions, program: ChaosProgram): Promise<ChaosReport> {
  const store = await startChaosStore(options.store, options.directory, options.hosts);
  try {
    return await runOver(store, options, program);
  } finally {
    await store.stop();
  }
}

async function runOver(store: ChaosStore, options: ChaosOptions, program: ChaosProgram): Promise<ChaosReport> {
  const { directory, leaseMs, seed, workers, kills } = options;
  const random = mulberry32(seed);
  const stores = await openPlace(store.place);
  const logs = join(directory, 'logs');
  mkdirSync(logs);
  const plans = makePlans({ ...options, random });
  const managers = Object.entries(POOLS).map(
    ([, pool]) =>
      new TaskManager(stores.tasks, pool, { codeVersion: false, artifacts: stores.artifacts, retries: PATIENCE }),
  );
  const began = performance.now();
  const submitted = await submitPlans(stores, plans);
  const ended = async (): Promise<number> => {
    const counts = await Promise.all(managers.map((manager) => manager.stat()));
    const sum = counts.reduce((total, { done, failed, cancelled }) => total + done + failed + cancelled, 0);
    options.onProgress?.(sum, submitted.total);
    return sum;
  };
  const departures: Departure[] = [];
  const found = new Findings();
  const slots = await startFleet({ ...options, program, store, logs, onDeparture: (one) => departures.push(one) });
  let harms = harmCounts(0, store);
  try {
    harms = await harmFleet({
      slots,
      store,
      counts: harmCounts(kills, store, options.hosts !== undefined),
      leaseMs,
      random,
      progress: async () => (await ended()) / submitted.total,
    });
    const leftMs = options.longestMs - (performance.now() - began);
    try {
      for (const manager of managers) await manager.wait({}, { timeoutMs: Math.max(10_000, Math.round(leftMs)) });
    } catch (error) {
      found.violations.push(`the run hangs: ${String(error)}`);
    }
    const left = await Promise.all(slots.map((slot) => slot.close(60_000)));
    for (const one of left) if (one.code !== 0) departures.push(one);
  } finally {
    for (const slot of slots) slot.destroy();
  }
  const before = await readRecorders(stores);
  found.violations.push(...(await submitted.collect()));
  const recorders = await readRecorders(stores);
  const steps = new WorkerSteps(readLogs(logs));
  for (const [index, { pool }] of plans.entries()) {
    await examinePool({ pool, manager: managers[index] as TaskManager, steps, recorders }, found);
  }
  if (found.tasks !== options.tasks) found.violations.push(`${found.tasks} of ${options.tasks} tasks are there`);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const bytes = await checkBytes(stores);
  found.violations.push(...bytes.violations, ...(await strayBytes(store.place)));
  found.violations.push(...departures.flatMap((one) => departureFault(one) ?? []));
  await stores.close();
  const finished = (list: typeof recorders): number => list.filter(({ status }) => status === 'FINISHED').length;
  return {
    store: options.store,
    versions: await readVersions(store.place),
    seed,
    tasks: found.tasks,
    done: found.statuses['done'] ?? 0,
    failed: found.statuses['failed'] ?? 0,
    workers,
    leaseMs,
    harms,
    suicides: departures.filter(({ planned }) => planned).length,
    departures: departures.filter(({ planned }) => !planned).length,
    attempts: found.attempts,
    recorders: recorders.length,
    repaired: finished(recorders) - finished(before),
    garbage: { items: bytes.collected, bytes: bytes.collectedBytes },
    seconds,
    errors: found.errors,
    violations: found.violations,
  };
}
