import type { Data, RecordBatch, Utf8 } from 'apache-arrow';
import type { Frame } from '../frame/frame.js';
import type { Arrow } from './load-arrow.js';

/** A record batch is written from, and read into, one piece of memory; more than this and some reader cannot. */
const mostBytesPerBatch = 2 ** 30;

/** A frame as record batches over its own arrays: one unless it is huge. Only the instants are written out. */
export function* frameToBatches(
  arrow: Arrow,
  frame: Frame,
  bytesPerBatch: number = mostBytesPerBatch,
): Generator<RecordBatch> {
  const { Dictionary, Field, Float64, Int32, makeData, makeVector, Schema, Struct, TimestampMillisecond } = arrow;
  const hasInstruments = frame.instruments.some((name) => name !== '');
  const timestamp = new TimestampMillisecond('UTC');
  const category = new Dictionary(new arrow.Utf8(), new Int32(), 0);
  const dictionary = makeVector(makeTexts(arrow, frame.instruments));
  const schema = new Schema([
    new Field('datetime', timestamp, false),
    ...(hasInstruments ? [new Field('instrument', category, false)] : []),
    ...frame.columnNames.map((name) => new Field(name, new Float64(), false)),
  ]);
  const bytesPerRow = 12 + 8 * frame.columns.size;
  const rowsPerBatch = Math.max(1, Math.floor(bytesPerBatch / bytesPerRow));
  const rawTimes = BigInt64Array.from(frame.times, BigInt);
  for (let start = 0; start === 0 || start < frame.length; start += rowsPerBatch) {
    const end = Math.min(start + rowsPerBatch, frame.length);
    const length = end - start;
    const children = [
      makeData({ type: timestamp, length, nullCount: 0, data: spreadTimes(rawTimes, frame.timeCodes, start, end) }),
      ...(hasInstruments
        ? [
            makeData({
              type: category,
              length,
              nullCount: 0,
              data: frame.instrumentCodes.subarray(start, end),
              dictionary,
            }),
          ]
        : []),
      ...Array.from(frame.columns.values(), (values) =>
        makeData({ type: new Float64(), length, nullCount: 0, data: values.subarray(start, end) }),
      ),
    ];
    const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
    yield new arrow.RecordBatch(schema, data);
  }
}

function makeTexts(arrow: Arrow, texts: readonly string[]): Data<Utf8> {
  const encoded = texts.map((text) => Buffer.from(text, 'utf8'));
  const valueOffsets = new Int32Array(texts.length + 1);
  encoded.forEach((bytes, index) => {
    valueOffsets[index + 1] = (valueOffsets[index] as number) + bytes.length;
  });
  return arrow.makeData({
    type: new arrow.Utf8(),
    length: texts.length,
    nullCount: 0,
    valueOffsets,
    data: Buffer.concat(encoded),
  });
}

function spreadTimes(times: BigInt64Array, codes: Int32Array, start: number, end: number): BigInt64Array {
  const spread = new BigInt64Array(end - start);
  // Halves, since reading a bigint allocates.
  const from = new Int32Array(times.buffer);
  const to = new Int32Array(spread.buffer);
  for (let row = start; row < end; row++) {
    const source = 2 * (codes[row] as number);
    const target = 2 * (row - start);
    to[target] = from[source] as number;
    to[target + 1] = from[source + 1] as number;
  }
  return spread;
}
