import { setTimeout } from 'node:timers/promises';
import { type TaskManager, WindrowError, watchPool } from '@windrow/core';
import type { PoolSight } from '../../../answers/pool-answers.js';
import { interruptible } from '../../../interruptible.js';
import { Nap } from '../../../nap.js';
import { LiveScreen } from '../../../output/live-screen.js';
import { jsonLine } from '../../../output/terminal.js';
import { requirePool } from '../../../require-pool.js';
import { type GlobalOptions, withWindrow } from '../../../with-windrow.js';
import { PoolWatcher } from './pool-sight.js';
import { sightLine, sightLines } from './sight-lines.js';

/** Between two looks at least, however much happens. */
const LEAST_REST_MS = 250;

export interface PoolWatchOptions extends GlobalOptions {
  /** How often to look when nothing is heard, ms. */
  readonly interval: number;
}

/** Shows a pool until Ctrl-C: a screen on a terminal, a line for each change in a pipe, one JSON object a line with `--json`. */
export async function poolWatch(pool: string, options: PoolWatchOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const show = options.json !== true && process.stdout.isTTY ? onScreen() : asLines(options.json === true);
    try {
      await interruptible('', (signal) => watch(manager, options.interval, signal, show.sight));
    } catch (error) {
      // Ctrl-C is how a watch ends.
      if (!WindrowError.is(error, 'INTERRUPTED')) throw error;
    } finally {
      show.end();
    }
  });
}

interface Show {
  sight(sight: PoolSight): void;
  end(): void;
}

function onScreen(): Show {
  const screen = new LiveScreen();
  let last: PoolSight | undefined;
  const redraw = (): void => {
    screen.clear();
    if (last !== undefined) screen.draw(sightLines(last));
  };
  process.stdout.on('resize', redraw);
  return {
    sight(sight) {
      last = sight;
      screen.draw(sightLines(sight));
    },
    end() {
      process.stdout.off('resize', redraw);
      screen.end();
    },
  };
}

function asLines(json: boolean): Show {
  let told = '';
  return {
    sight(sight) {
      const { counts, paused, workers, failures } = sight;
      const held = workers.map((worker) => [worker.workerId, worker.state, worker.held]);
      const facts = JSON.stringify([counts, paused, held, failures.map(({ id }) => id)]);
      if (facts === told) return;
      told = facts;
      process.stdout.write(json ? jsonLine('pool-watch', sight) : `${sightLine(sight)}\n`);
    },
    end() {},
  };
}

async function watch(
  manager: TaskManager,
  intervalMs: number,
  signal: AbortSignal,
  tell: (sight: PoolSight) => void,
): Promise<never> {
  const watcher = new PoolWatcher(manager);
  const nap = new Nap(signal);
  const unsubscribe = await watchPool(manager.store, manager.pool, () => nap.wake());
  try {
    for (;;) {
      nap.arm();
      tell(await watcher.look());
      await setTimeout(Math.min(LEAST_REST_MS, intervalMs), undefined, { signal });
      await nap.sleep(intervalMs - LEAST_REST_MS);
      signal.throwIfAborted();
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await unsubscribe();
  }
}
