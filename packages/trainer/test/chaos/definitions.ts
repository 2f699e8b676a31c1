/**
 * How a task is to end badly: its train function throws, its process (the worker's own, or the child) is killed by it, or it exits
 * from its child. Such a task has to be `failed` in the end, every other one `done`.
 */
export type Poison = 'throws' | 'kills' | 'exits';

/** What a task of the chaos is told to do. */
export interface ChaosDefinition {
  readonly number: number;
  /** How long it takes; ms. */
  readonly ms: number;
  readonly poison?: Poison;
  /** Its thread does not look up while it takes so long. */
  readonly blocks?: boolean;
  /** Bytes that its child keeps for ever. */
  readonly leaks?: number;
  /** Bytes of its result, or of its recorder's artifact: past the inline limit they go to the artifact store. */
  readonly bytes?: number;
  /** On the first attempt its worker is killed while these bytes are on their way. */
  readonly crashes?: boolean;
}

/** The pools of one run: tasks whose functions run inline, recorded ones of a TrainerRM, and those that run in a child. */
export const POOLS = { inline: 'chaos', recorded: 'recorded', isolated: 'isolated' } as const;
export type PoolKind = keyof typeof POOLS;

export interface Plan {
  readonly pool: PoolKind;
  readonly definitions: readonly ChaosDefinition[];
}

const LARGE_BYTES = 320 * 1024;
/** Several chunks of every artifact store. */
const CRASH_BYTES = 900 * 1024;

export interface PlanOptions {
  readonly tasks: number;
  readonly taskMs: number;
  readonly leaseMs: number;
  readonly random: () => number;
}

/** Most tasks run inline; one in fifty is recorded and one isolated, but no fewer than 30 each. */
export function makePlans({ tasks, taskMs, leaseMs, random }: PlanOptions): readonly Plan[] {
  const few = Math.max(30, Math.round(tasks / 50));
  const ms = (): number => Math.round(random() * 2 * taskMs);
  const make = (count: number, more: (n: number) => Partial<ChaosDefinition>): readonly ChaosDefinition[] =>
    Array.from({ length: count }, (_, number) => ({ number, ms: ms(), ...more(number) }));
  return [
    { pool: 'inline', definitions: make(tasks - 2 * few, (n) => inlineTask(n, leaseMs)) },
    { pool: 'recorded', definitions: make(few, recordedTask) },
    { pool: 'isolated', definitions: make(few, (n) => isolatedTask(n, leaseMs)) },
  ];
}

function inlineTask(n: number, leaseMs: number): Partial<ChaosDefinition> {
  if (n % 5_000 === 21) return { blocks: true, ms: 3 * leaseMs };
  if (n % 50 === 7) return { poison: 'throws' };
  if (n % 2_000 === 113) return { poison: 'kills' };
  if (n % 2_000 === 53) return { bytes: CRASH_BYTES, crashes: true };
  return n % 250 === 3 ? { bytes: LARGE_BYTES } : {};
}

function recordedTask(n: number): Partial<ChaosDefinition> {
  if (n % 50 === 7) return { poison: 'throws', bytes: 1_000 };
  if (n % 200 === 5) return { bytes: CRASH_BYTES, crashes: true };
  return { bytes: n % 100 === 2 ? LARGE_BYTES : 1_000 };
}

function isolatedTask(n: number, leaseMs: number): Partial<ChaosDefinition> {
  if (n % 50 === 4) return { poison: 'exits' };
  if (n % 50 === 6) return { poison: 'kills' };
  if (n % 50 === 7) return { poison: 'throws' };
  return n % 500 === 2 ? { blocks: true, ms: 3 * leaseMs } : {};
}

/** Attempts that such a task is given: a poison that kills what it runs in is not worth many. */
export function maxAttempts({ poison }: ChaosDefinition): number {
  return poison === 'kills' || poison === 'exits' ? 2 : 100;
}
