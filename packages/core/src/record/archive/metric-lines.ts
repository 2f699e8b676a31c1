import { ExperimentArchiveError } from '../../errors/record-errors.js';
import type { MetricPoint } from '../../store/experiment-store.js';

const MAX_LINE_CHARS = 65_536;
/** What JSON has no number for. */
const UNUSUAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** A series as lines: its key, then one `[step, value, time]` each. */
export function writeMetricLines(key: string, points: readonly MetricPoint[]): Buffer {
  const lines = points.map(({ step, value, time }) => JSON.stringify([step, writeNumber(value), time]));
  return Buffer.from(`${[JSON.stringify({ key }), ...lines].join('\n')}\n`);
}

/** The points in lines, in batches. @throws ExperimentArchiveError */
export async function* readMetricLines(
  entry: string,
  bytes: AsyncIterable<Uint8Array>,
  batchPoints: number,
): AsyncGenerator<readonly MetricPoint[], void> {
  let key: string | undefined;
  let batch: MetricPoint[] = [];
  for await (const line of splitLines(entry, bytes)) {
    if (key === undefined) {
      key = readKey(entry, line);
      continue;
    }
    batch.push(readPoint(entry, key, line));
    if (batch.length < batchPoints) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* splitLines(entry: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() as string;
    if (rest.length > MAX_LINE_CHARS) throw new ExperimentArchiveError(entry, 'a line has no end');
    yield* lines;
  }
  if (rest !== '') throw new ExperimentArchiveError(entry, 'the last line is cut off');
}

function readKey(entry: string, line: string): string {
  const { key } = (parse(entry, line) ?? {}) as { readonly key?: unknown };
  if (typeof key !== 'string' || key === '')
    throw new ExperimentArchiveError(entry, 'it does not say which metric it is');
  return key;
}

function readPoint(entry: string, key: string, line: string): MetricPoint {
  const [step, value, time] = Object(parse(entry, line)) as readonly unknown[];
  const read = typeof value === 'string' ? UNUSUAL.get(value) : value;
  if (!Number.isSafeInteger(step) || typeof read !== 'number' || !Number.isFinite(time)) {
    throw new ExperimentArchiveError(entry, 'a line is no metric point');
  }
  return { key, step: step as number, value: read, time: time as number };
}

function parse(entry: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new ExperimentArchiveError(entry, 'a line is no JSON', { cause });
  }
}

function writeNumber(value: number): number | string {
  for (const [text, unusual] of UNUSUAL) if (Object.is(value, unusual)) return text;
  return value;
}
