import { formatInstant } from '../time/format-instant.js';
import type { FrameView } from './frame-view.js';

/** A JSON Table Schema with its data: what pandas writes and reads with `orient='table'`. */
export interface TableJson {
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly type: string; readonly tz?: string }[];
    readonly primaryKey: readonly string[];
    readonly pandas_version: '1.4.0';
  };
  readonly data: readonly Readonly<Record<string, string | number | null>>[];
}

/** A frame as a JSON table; see `Frame.toJSON`. */
export function tableJson(frame: FrameView): TableJson {
  const hasInstruments = frame.instruments.some((name) => name !== '');
  const primaryKey = hasInstruments ? ['datetime', 'instrument'] : ['datetime'];
  const fields = [
    { name: 'datetime', type: 'datetime', tz: 'UTC' },
    ...(hasInstruments ? [{ name: 'instrument', type: 'string' }] : []),
    ...frame.columnNames.map((name) => ({ name, type: 'number' })),
  ];
  const data: Record<string, string | number | null>[] = [];
  for (let row = 0; row < frame.length; row++) {
    const object: Record<string, string | number | null> = {
      datetime: formatInstant(frame.times[frame.timeCodes[row] as number] as number),
    };
    if (hasInstruments) object['instrument'] = frame.instruments[frame.instrumentCodes[row] as number] as string;
    for (const [name, values] of frame.columns) {
      const value = values[row] as number;
      object[name] = Number.isFinite(value) ? value : null;
    }
    data.push(object);
  }
  return { schema: { fields, primaryKey, pandas_version: '1.4.0' }, data };
}
