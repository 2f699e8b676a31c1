import type { HarmCounts } from './harm/harms.js';
import type { Departure } from './harm/slot.js';
import type { ChaosStoreKind } from './store/open-place.js';

export interface ChaosReport {
  readonly store: ChaosStoreKind;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly tasks: number;
  readonly done: number;
  readonly failed: number;
  readonly workers: number;
  readonly leaseMs: number;
  readonly harms: HarmCounts;
  /** Workers that a task or an upload of theirs killed, as planned. */
  readonly suicides: number;
  /** Workers that left by themselves because the store could not be reached, and were started again. */
  readonly departures: number;
  /** Ended attempts by outcome. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly recorders: number;
  /** Recorders that a killed worker had left behind its committed task; the trainer ended them. */
  readonly repaired: number;
  /** Artifacts that nothing pointed at any more, and their bytes: gc took them. */
  readonly garbage: { readonly items: number; readonly bytes: number };
  readonly seconds: number;
  /** What attempts of tasks that are no poison failed with, and how often; each was tried again. */
  readonly errors: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** What is wrong with how a worker left: only a store that is away may make one leave by itself. */
export function departureFault({ worker, code, signal, planned, complaints }: Departure): string | undefined {
  if (planned || /STORE_UNAVAILABLE|StoreUnavailableError/.test(complaints)) return undefined;
  const said = complaints.trim() || 'it said nothing';
  return withoutFolders(`worker ${worker} left with ${signal ?? `code ${code}`}: ${said}`);
}

/** Absolute paths cut down to their file's name: a report is read on other machines. */
function withoutFolders(text: string): string {
  return text.replaceAll(/(?:file:\/\/)?(?<![\w.])(?:\/[\w.@+-]+)+\//g, '');
}
