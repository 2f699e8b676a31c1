import { types } from 'node:util';
import { stringify, unflatten } from 'devalue';
import { CodecError } from '../errors/task-errors.js';
import { assertEncodable } from './codec-accept.js';
import { CONTAINER_ENCODING, joinContainer, openContainer, TEXT_ENCODING } from './codec-container.js';
import { assertTable } from './codec-table.js';

/** A value as bytes with the label that says how to read them. */
export interface EncodedValue {
  readonly encoding: string;
  readonly bytes: Uint8Array;
}

/** The bytes of one typed array or buffer, kept out of the text. */
class Segment {
  constructor(readonly bytes: Uint8Array) {}
}

/**
 * Any value of the codec as bytes (rule 10): null, booleans, strings, numbers with NaN, infinities and −0, undefined, bigint,
 * plain objects and objects without a prototype, lists with holes, Date, Map, Set, ArrayBuffer, DataView and typed arrays, with
 * cycles and shared references kept. Each typed array is stored as its own visible elements; a Buffer comes back as Uint8Array.
 *
 * The text is devalue's; the elements of typed arrays are copied once beside it as they are.
 *
 * @throws CodecError with the path to the first value that is none of these (a function, a symbol, an instance of a class, a
 *   promise), to a key `__proto__`, to nesting deeper than 1,000 levels or to a list with holes longer than 1,000,000
 */
export function encodeValue(value: unknown): EncodedValue {
  const segments: Uint8Array[] = [];
  let text: string;
  try {
    assertEncodable(value);
    text = stringify(
      value,
      { ArrayBuffer: (part: unknown) => storeSegment(part, segments) },
      { operations: { viewInfo: describeView } },
    );
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError(`the value cannot be encoded (${messageOf(cause)}).`, { cause });
  }
  return segments.length === 0
    ? { encoding: TEXT_ENCODING, bytes: new TextEncoder().encode(text) }
    : { encoding: CONTAINER_ENCODING, bytes: joinContainer(text, segments) };
}

/**
 * The value that was encoded. Nothing in the bytes can name code, run, or reach a prototype; they are checked whole before
 * anything is built, and what is built stays in proportion to them.
 *
 * @throws CodecError for an unknown encoding and for bytes that `encodeValue` cannot have made
 */
export function decodeValue(encoded: EncodedValue): unknown {
  const { text, segments } = openContainer(encoded.encoding, encoded.bytes);
  let table: number | unknown[];
  try {
    table = JSON.parse(text) as number | unknown[];
  } catch (cause) {
    throw new CodecError('the text is no JSON.', { cause });
  }
  assertTable(
    table,
    segments.map((segment) => segment.byteLength),
  );
  try {
    return unflatten(table, { ArrayBuffer: (place: number) => copyOf(segments[place - 1]) });
  } catch (cause) {
    throw new CodecError(`the bytes cannot be decoded (${messageOf(cause)}).`, { cause });
  }
}

/** Keeps the bytes of a buffer aside and gives the place, from 1, that stands for them in the text. */
function storeSegment(part: unknown, segments: Uint8Array[]): number | undefined {
  if (part instanceof Segment) return segments.push(part.bytes);
  return types.isArrayBuffer(part) ? segments.push(new Uint8Array(part)) : undefined;
}

/** Each view is stored as what it shows: a slice of a large or pooled buffer takes its own length only. */
function describeView(view: ArrayBufferView & { readonly length?: number }): {
  buffer: Segment;
  byteOffset: number;
  byteLength: number;
  length: number;
  bufferByteLength: number;
} {
  const { byteLength } = view;
  const buffer = new Segment(new Uint8Array(view.buffer, view.byteOffset, byteLength));
  return { buffer, byteOffset: 0, byteLength, length: view.length ?? byteLength, bufferByteLength: byteLength };
}

function copyOf(segment: Uint8Array | undefined): ArrayBuffer {
  return new Uint8Array(segment ?? []).buffer;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
