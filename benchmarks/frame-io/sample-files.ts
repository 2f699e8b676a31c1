import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Frame, writeArrow, writeCsv, writeParquet } from '@windrow/frame';
import * as arrow from 'apache-arrow';

const instrumentsPerDay = 4000;
const rowsPerBatch = 65_536;

/** Days of 4,000 instruments with two columns of random numbers, 1 % of the first missing. */
export function sampleFrame(rows: number): Frame {
  const days = Math.ceil(rows / instrumentsPerDay);
  const score = new Float64Array(rows);
  const label = new Float64Array(rows);
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff + ((state * 7919) % 65_521) / 2 ** 48;
  };
  for (let row = 0; row < rows; row++) {
    score[row] = row % 100 === 0 ? Number.NaN : random() - 0.5;
    label[row] = (random() - 0.5) / 10;
  }
  return Frame.fromParts({
    times: Float64Array.from({ length: days }, (_, day) => (day + 10_000) * 86_400_000),
    timeCodes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / instrumentsPerDay)),
    instruments: Array.from({ length: instrumentsPerDay }, (_, at) => `SH${600_000 + at}`),
    instrumentCodes: Int32Array.from({ length: rows }, (_, row) => row % instrumentsPerDay),
    columns: { score, label },
    sorted: true,
    unique: true,
  });
}

/** Where the files of a run are. */
export interface SampleFiles {
  readonly own: string;
  readonly plain: string;
  readonly dictionary: string;
  readonly csv: string;
  readonly parquet: string;
  readonly scratch: string;
}

/** Writes the frame in all the formats; returns where, with the sizes. */
export async function writeSampleFiles(folder: string, frame: Frame): Promise<SampleFiles> {
  const at = (name: string): string => join(folder, name);
  await writeArrow(at('own.arrow'), frame);
  await writeCsv(at('rows.csv'), frame);
  await writeParquet(at('rows.parquet'), frame);
  await writeBatches(at('plain.arrow'), foreignBatches(frame, 'plain'));
  await writeBatches(at('dictionary.arrow'), foreignBatches(frame, 'dictionary'));
  return {
    own: at('own.arrow'),
    plain: at('plain.arrow'),
    dictionary: at('dictionary.arrow'),
    csv: at('rows.csv'),
    parquet: at('rows.parquet'),
    scratch: at('scratch'),
  };
}

/** The size of a file in megabytes. */
export async function megabytes(path: string): Promise<number> {
  return (await stat(path)).size / 1e6;
}

async function writeBatches(path: string, batches: Iterable<arrow.RecordBatch>): Promise<void> {
  const writer = new arrow.RecordBatchFileWriter();
  const written = pipeline(Readable.from(writer), createWriteStream(path));
  for (const batch of batches) writer.write(batch);
  writer.finish();
  await written;
}

/**
 * The frame as other tools write it: batches of 65,536 rows, nanoseconds, nulls for missing values; instruments as plain texts, or
 * dictionary-encoded with the dictionary in no order.
 */
function* foreignBatches(frame: Frame, kind: 'plain' | 'dictionary'): Generator<arrow.RecordBatch> {
  const timestamp = new arrow.TimestampNanosecond('Asia/Shanghai');
  const category = new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint16(), 0);
  const text = kind === 'plain' ? new arrow.Utf8() : category;
  const reversed = [...frame.instruments].reverse();
  const dictionary = arrow.vectorFromArray(reversed, new arrow.Utf8());
  const schema = new arrow.Schema([
    new arrow.Field('datetime', timestamp),
    new arrow.Field('instrument', text),
    ...frame.columnNames.map((name) => new arrow.Field(name, new arrow.Float64(), true)),
  ]);
  const nanoseconds = Array.from(frame.times, (time) => BigInt(time) * 1_000_000n);
  for (let start = 0; start < frame.length; start += rowsPerBatch) {
    const end = Math.min(start + rowsPerBatch, frame.length);
    const codes = frame.instrumentCodes.subarray(start, end);
    const times = BigInt64Array.from(frame.timeCodes.subarray(start, end), (code) => nanoseconds[code] as bigint);
    const instruments =
      kind === 'plain'
        ? textData(Array.from(codes, (code) => frame.instruments[code] as string))
        : arrow.makeData({
            type: category,
            data: Uint16Array.from(codes, (code) => reversed.length - 1 - code),
            dictionary,
          });
    const length = end - start;
    const children = [
      arrow.makeData({ type: timestamp, length, nullCount: 0, data: times }),
      instruments,
      ...Array.from(frame.columns.values(), (values) => nullableData(values.subarray(start, end))),
    ];
    yield new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, children }));
  }
}

function textData(texts: readonly string[]): arrow.Data<arrow.Utf8> {
  const bytes = Buffer.from(texts.join(''), 'latin1');
  const valueOffsets = new Int32Array(texts.length + 1);
  texts.forEach((text, at) => {
    valueOffsets[at + 1] = (valueOffsets[at] as number) + text.length;
  });
  return arrow.makeData({ type: new arrow.Utf8(), length: texts.length, nullCount: 0, valueOffsets, data: bytes });
}

function nullableData(values: Float64Array): arrow.Data<arrow.Float64> {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  values.forEach((value, at) => {
    if (Number.isNaN(value)) nullCount++;
    else nullBitmap[at >> 3] = (nullBitmap[at >> 3] as number) | (1 << (at & 7));
  });
  return arrow.makeData({
    ...{ type: new arrow.Float64(), length: values.length, nullCount, data: values },
    ...(nullCount === 0 ? {} : { nullBitmap }),
  });
}
