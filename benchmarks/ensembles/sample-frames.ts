import { Frame, type FrameParts } from '@windrow/frame';

const dayMs = 86_400_000;

/** A stream of numbers in [0, 1) that is the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` names of instruments in code point order. */
export function instrumentNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, k) => `SH${String(600_000 + k)}`);
}

export function dayTimes(days: number): Float64Array {
  return Float64Array.from({ length: days }, (_, day) => (14_000 + day) * dayMs);
}

/** What a sample frame is like. */
export interface SampleShape {
  readonly times: Float64Array;
  readonly instruments: readonly string[];
  /** The first day, as a code of `times`, and how many. */
  readonly firstDay: number;
  readonly days: number;
  readonly seed: number;
  /** The share of rows that are left out at random. */
  readonly missing?: number;
  readonly shared?: boolean;
}

/** Every instrument on every day, but for the share that is missing; one column. Arrays have exactly their length, with no copy made. */
export function sampleParts({
  times,
  instruments,
  firstDay,
  days,
  seed,
  missing = 0,
  shared = false,
}: SampleShape): FrameParts {
  const room = days * instruments.length;
  const rows = missing === 0 ? room : countKept(room, missing, seed);
  const memory = (bytes: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  const timeCodes = new Int32Array(memory(rows * 4));
  const instrumentCodes = new Int32Array(memory(rows * 4));
  const values = new Float64Array(memory(rows * 8));
  const keep = randomNumbers(seed);
  const value = randomNumbers(seed + 1_000_003);
  let row = 0;
  for (let day = firstDay; day < firstDay + days; day++) {
    for (let instrument = 0; instrument < instruments.length; instrument++) {
      if (missing > 0 && keep() < missing) continue;
      timeCodes[row] = day;
      instrumentCodes[row] = instrument;
      values[row] = 4 * value() - 1.9;
      row++;
    }
  }
  return { times, timeCodes, instruments, instrumentCodes, columns: { score: values } };
}

function countKept(room: number, missing: number, seed: number): number {
  const keep = randomNumbers(seed);
  let kept = 0;
  for (let row = 0; row < room; row++) if (keep() >= missing) kept++;
  return kept;
}

/** Brings the rows into another order, in place, so that no memory is left behind. */
export function shuffleRows(parts: FrameParts, seed: number): void {
  const { timeCodes, instrumentCodes } = parts;
  const { score } = parts.columns as { readonly score: Float64Array };
  const random = randomNumbers(seed);
  for (let row = timeCodes.length - 1; row > 0; row--) {
    const other = Math.floor(random() * (row + 1));
    for (const values of [timeCodes, instrumentCodes, score]) {
      const kept = values[row] as number;
      values[row] = values[other] as number;
      values[other] = kept;
    }
  }
}

/** New frames over the same arrays, of which nobody knows yet that they are sorted. */
export function freshMembers(parts: readonly FrameParts[]): ReadonlyMap<string, Frame> {
  return new Map(parts.map((each, place) => [`m${String(place).padStart(3, '0')}`, Frame.fromParts(each)]));
}

/** The limit: the three arrays of a frame, copied. */
export function copyArrays(frame: Frame): unknown {
  const timeCodes = new Int32Array(frame.length);
  timeCodes.set(frame.timeCodes);
  const instrumentCodes = new Int32Array(frame.length);
  instrumentCodes.set(frame.instrumentCodes);
  const score = new Float64Array(frame.length);
  score.set(frame.column('score'));
  return [timeCodes, instrumentCodes, score];
}

/** Bytes of the arrays of a frame's rows. */
export function bytesOf(frame: Frame): number {
  return frame.length * (8 + 8 * frame.columns.size);
}
