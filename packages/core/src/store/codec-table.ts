import { CodecError } from '../errors/task-errors.js';
import { assertTableDepth } from './codec-depth.js';
import { MAX_BIGINT_DIGITS, MAX_SPARSE_LENGTH, VIEW_ELEMENT_BYTES } from './codec-limits.js';

// devalue's own numbers: what stands for undefined, a hole, NaN, ±∞, −0 and a list with many holes.
const HOLE = -2;
const SPARSE = -7;
const CONSTANTS: ReadonlySet<number> = new Set([-1, -3, -4, -5, -6]);

const ISO_DATE = /^(?:|(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;
const DIGITS = /^-?\d+$/;

interface Table {
  readonly entries: readonly unknown[];
  readonly segmentLengths: readonly number[];
  readonly usedSegments: Set<number>;
}

/**
 * Checks that a parsed text is a table that devalue can have written for a value the codec takes, so that building it needs
 * memory in proportion to it and ends: known tags only, references inside the table, bounded lengths and depth, each segment
 * used once.
 *
 * @throws CodecError
 */
export function assertTable(parsed: unknown, segmentLengths: readonly number[]): void {
  if (typeof parsed === 'number') {
    if (!CONSTANTS.has(parsed)) throw new CodecError(`the text is the number ${parsed}, which stands for nothing.`);
    return;
  }
  if (!Array.isArray(parsed) || parsed.length === 0) throw new CodecError('the text is no table.');
  const table: Table = { entries: parsed, segmentLengths, usedSegments: new Set() };
  for (const [i, entry] of parsed.entries()) assertEntry(entry, i, table);
  assertTableDepth(parsed);
}

function assertEntry(entry: unknown, at: number, table: Table): void {
  if (typeof entry !== 'object' || entry === null) return;
  if (!Array.isArray(entry)) {
    for (const key of Object.keys(entry)) {
      assertKey(key, at);
      assertReference((entry as Readonly<Record<string, unknown>>)[key], at, table);
    }
    return;
  }
  const list: readonly unknown[] = entry;
  if (typeof list[0] === 'string') assertTagged(list[0], list, at, table);
  else if (list[0] === SPARSE) assertSparse(list, at, table);
  else for (const reference of list) if (reference !== HOLE) assertReference(reference, at, table);
}

function assertTagged(tag: string, entry: readonly unknown[], at: number, table: Table): void {
  const elementBytes = VIEW_ELEMENT_BYTES.get(tag);
  if (elementBytes !== undefined) {
    assertView(entry, at, elementBytes, table);
    return;
  }
  switch (tag) {
    case 'Set':
      for (const reference of entry.slice(1)) assertReference(reference, at, table);
      return;
    case 'Map':
      if (entry.length % 2 === 0) throw fault(at, 'is a Map with a key that has no value');
      for (const reference of entry.slice(1)) assertReference(reference, at, table);
      return;
    case 'null':
      if (entry.length % 2 === 0) throw fault(at, 'is an object with a key that has no value');
      for (let i = 1; i < entry.length; i += 2) {
        assertKey(entry[i], at);
        assertReference(entry[i + 1], at, table);
      }
      return;
    case 'Date':
      if (entry.length !== 2 || !isText(entry[1]) || !ISO_DATE.test(entry[1])) throw fault(at, 'is no Date');
      return;
    case 'BigInt':
      if (
        entry.length !== 2 ||
        !isText(entry[1]) ||
        entry[1].length > MAX_BIGINT_DIGITS + 1 ||
        !DIGITS.test(entry[1])
      ) {
        throw fault(at, 'is no bigint, or a longer one than is taken');
      }
      return;
    case 'ArrayBuffer':
      assertBuffer(entry, at, table);
      return;
    default:
      throw fault(at, `has the unknown tag ${JSON.stringify(tag.slice(0, 40))}`);
  }
}

/** The entry holds the place, from 1, of its segment. @returns the segment's bytes */
function bufferLength(entry: unknown, table: Table): number | undefined {
  if (!Array.isArray(entry) || entry.length !== 2 || entry[0] !== 'ArrayBuffer') return undefined;
  const reference: unknown = entry[1];
  if (typeof reference !== 'number' || !Number.isInteger(reference) || reference < 0) return undefined;
  const place = table.entries[reference];
  return typeof place === 'number' ? table.segmentLengths[place - 1] : undefined;
}

function assertBuffer(entry: readonly unknown[], at: number, table: Table): void {
  if (bufferLength(entry, table) === undefined) throw fault(at, 'is a buffer without a segment');
  const place = table.entries[entry[1] as number] as number;
  if (table.usedSegments.has(place)) throw fault(at, `uses segment ${place}, which another one uses`);
  table.usedSegments.add(place);
}

function assertView(entry: readonly unknown[], at: number, elementBytes: number, table: Table): void {
  const length = typeof entry[1] === 'number' ? bufferLength(table.entries[entry[1]], table) : undefined;
  if (entry.length !== 2 || length === undefined) throw fault(at, 'is a typed array without a buffer');
  if (length % elementBytes !== 0)
    throw fault(at, `is a typed array whose buffer is no multiple of ${elementBytes} bytes`);
}

function assertSparse(entry: readonly unknown[], at: number, table: Table): void {
  const length = entry[1];
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || length > MAX_SPARSE_LENGTH) {
    throw fault(at, `is a list with holes of ${String(length)} places; at most ${MAX_SPARSE_LENGTH} are taken`);
  }
  if (entry.length % 2 !== 0) throw fault(at, 'is a list with holes and a place that has no value');
  for (let i = 2; i < entry.length; i += 2) {
    const place = entry[i];
    if (typeof place !== 'number' || !Number.isInteger(place) || place < 0 || place >= length) {
      throw fault(at, 'is a list with holes and a place outside of it');
    }
    assertReference(entry[i + 1], at, table);
  }
}

function assertKey(key: unknown, at: number): void {
  if (typeof key !== 'string') throw fault(at, 'has a key that is no string');
  if (key === '__proto__') throw fault(at, 'has a key "__proto__"');
}

function assertReference(reference: unknown, at: number, table: Table): void {
  if (typeof reference === 'number' && CONSTANTS.has(reference)) return;
  if (
    typeof reference !== 'number' ||
    !Number.isInteger(reference) ||
    reference < 0 ||
    reference >= table.entries.length
  ) {
    throw fault(at, 'points outside of the table');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function fault(at: number, reason: string): CodecError {
  return new CodecError(`entry ${at} of the table ${reason}.`);
}
