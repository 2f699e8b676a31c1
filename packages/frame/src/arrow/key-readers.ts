import type { Data } from 'apache-arrow';
import type { KeyCollector } from '../build/key-codes.js';
import { InvalidTimeError } from '../errors/frame-key-errors.js';
import { parseInstant, toInstantMs } from '../time/parse-instant.js';
import type { KeyReader } from './encode-keys.js';
import type { Arrow } from './load-arrow.js';

const dayMs = 86_400_000n;

/** Reads timestamps of any unit and zone, dates, and ISO texts as instants. What has no zone is UTC. */
export function timeReader(arrow: Arrow, name: string, keys: KeyCollector): KeyReader {
  return {
    column: 'time',
    name,
    expected: 'which says no instants; a frame needs timestamps, dates or ISO 8601 texts there',
    fromText: (text, row) => keys.times.encode(parseInstant(text, `row ${row + 1}`)),
    fromInt64: (type) => {
      const toMs = int64ToMs(arrow, type);
      if (toMs === undefined) return undefined;
      return (value, row) => keys.times.encode(toInstantMs(toMs(value, row), `row ${row + 1}`));
    },
  };
}

/** Reads texts and whole numbers as the names of instruments. */
export function instrumentReader(arrow: Arrow, name: string, keys: KeyCollector): KeyReader {
  return {
    column: 'instrument',
    name,
    expected: 'which names no instruments; texts and whole numbers do',
    fromText: (text) => keys.instruments.encode(text),
    fromInt64: (type) => {
      if (!arrow.DataType.isInt(type)) return undefined;
      const unsigned = type.bitWidth === 64 && !type.isSigned;
      return (value) => keys.instruments.encode(String(unsigned ? BigInt.asUintN(64, value) : value));
    },
  };
}

type ToMs = (value: bigint, row: number) => number;

function int64ToMs(arrow: Arrow, type: Data['type']): ToMs | undefined {
  const { DataType, DateUnit, TimeUnit } = arrow;
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY ? (days) => Number(days * dayMs) : (ms) => Number(ms);
  }
  if (!DataType.isTimestamp(type)) return undefined;
  switch (type.unit) {
    case TimeUnit.SECOND:
      return (seconds) => Number(seconds) * 1000;
    case TimeUnit.MILLISECOND:
      return (ms) => Number(ms);
    case TimeUnit.MICROSECOND:
      return (value, row) => wholeMs(value, 1000n, 'microseconds', row);
    case TimeUnit.NANOSECOND:
      return (value, row) => wholeMs(value, 1_000_000n, 'nanoseconds', row);
  }
}

function wholeMs(value: bigint, perMs: bigint, unit: string, row: number): number {
  if (value % perMs !== 0n) {
    const reason = `${unit} since 1970: it is finer than a millisecond, and nothing is rounded`;
    throw new InvalidTimeError(value, reason, `row ${row + 1}`);
  }
  return Number(value / perMs);
}
