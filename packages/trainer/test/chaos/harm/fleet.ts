import { join } from 'node:path';
import type { ChaosStore } from '../store/chaos-store.js';
import { type ChaosSettings, CLOCK_SHIFT } from '../worker/chaos-settings.js';
import { type Departure, Slot } from './slot.js';

const HOUR_MS = 3_600_000;
/** One worker in three has a right clock, one is an hour ahead, one an hour behind. */
const SHIFTS_MS = [0, HOUR_MS, -HOUR_MS];
/** One worker runs tasks in a process too, one in a thread, the others only inline. */
const ISOLATIONS = [undefined, 'process', 'thread'] as const;

export interface FleetOptions {
  readonly program: { readonly command: readonly [string, ...string[]] };
  readonly store: ChaosStore;
  readonly workers: number;
  readonly concurrency: number;
  readonly leaseMs: number;
  /** The directory of the workers' logs. */
  readonly logs: string;
  readonly onDeparture: (departure: Departure) => void;
}

/** Starts the workers, each with its own way to the store, its own clock and its own isolation. */
export async function startFleet(options: FleetOptions): Promise<readonly Slot[]> {
  const { store, workers, concurrency, leaseMs, logs, program } = options;
  const ways = await Promise.all(Array.from({ length: workers }, (_, worker) => store.way(worker)));
  return ways.map(({ place, proxy, host }, index) => {
    const shiftMs = SHIFTS_MS[index % 3] ?? 0;
    const isolate = ISOLATIONS[index];
    return new Slot({
      name: `worker-${index}`,
      ...(proxy === undefined ? {} : { proxy }),
      ...(host === undefined ? {} : { host }),
      logs: (generation) => join(logs, `worker-${index}-${generation}`),
      command: (log) => {
        const settings: ChaosSettings = {
          place,
          log,
          leaseMs,
          concurrency,
          ...(isolate === undefined ? {} : { isolate }),
        };
        const [first, ...rest] = [...(host?.enter ?? []), ...program.command] as readonly string[] as [
          string,
          ...string[],
        ];
        const command: [string, ...string[]] = [first, ...rest, JSON.stringify(settings)];
        return { command, log, env: { [CLOCK_SHIFT]: String(shiftMs) } };
      },
      onDeparture: options.onDeparture,
    });
  });
}
