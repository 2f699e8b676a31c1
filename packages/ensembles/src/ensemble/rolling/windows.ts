import { formatKey, type Key } from '@windrow/core';
import { ColumnMismatchError, type Frame } from '@windrow/frame';
import { orderRows } from '../keys/order-rows.js';
import { rowStateOf } from '../keys/row-state.js';
import { uniteInstruments } from '../keys/unite-instruments.js';
import { uniteTimes } from '../keys/unite-times.js';

/** A window ready to be laid: its rows ascending, each key once. */
export interface Window {
  readonly key: Key;
  readonly frame: Frame;
  /** Codes of the window's own dictionaries, in ascending order of the rows. */
  readonly timeCodes: Int32Array;
  readonly instrumentCodes: Int32Array;
  /** Which row of the frame comes k-th; `undefined` when the frame's rows are taken as they are. */
  readonly order: Int32Array | undefined;
  /** What the codes are in the united dictionaries; `undefined` where they stay as they are. */
  readonly timeMap: Int32Array | undefined;
  readonly instrumentMap: Int32Array | undefined;
  /** In the order of the result's columns. */
  readonly columns: readonly Float64Array[];
}

/** Windows in the order in which they are laid, and what they share. */
export interface Windows {
  readonly list: readonly Window[];
  readonly columnNames: readonly string[];
  readonly times: Float64Array;
  readonly instruments: readonly string[];
}

/**
 * Makes windows ready: by (first datetime, key), united dictionaries, rows in order. `members` come in the order of their keys.
 *
 * @throws ColumnMismatchError (`COLUMN_MISMATCH`) when two windows have different columns.
 */
export function prepareWindows(members: readonly (readonly [Key, Frame])[]): Windows {
  const windows = members
    .map(([key, frame]) => ({ key, frame, ...rowsOf(frame) }))
    .map((window) => ({
      ...window,
      first: window.frame.times[window.timeCodes[0] as number] as number,
    }));
  // The sort is stable, so windows of one first datetime stay in the order of their keys.
  windows.sort((a, b) => a.first - b.first);
  const columnNames = windows[0]?.frame.columnNames ?? [];
  const times = uniteTimes(windows.map(({ frame }) => frame.times));
  const instruments = uniteInstruments(windows.map(({ frame }) => frame.instruments));
  return {
    columnNames,
    times: times.dictionary,
    instruments: instruments.dictionary,
    list: windows.map((window, place) => ({
      ...window,
      timeMap: times.maps[place],
      instrumentMap: instruments.maps[place],
      columns: columnsOf(window.frame, columnNames, window.key),
    })),
  };
}

function rowsOf(frame: Frame): Pick<Window, 'timeCodes' | 'instrumentCodes' | 'order'> {
  if (rowStateOf(frame) !== 'ascending') return orderRows(frame);
  return { timeCodes: frame.timeCodes, instrumentCodes: frame.instrumentCodes, order: undefined };
}

function columnsOf(frame: Frame, names: readonly string[], key: Key): readonly Float64Array[] {
  if (frame.columns.size !== names.length || names.some((name) => !frame.columns.has(name))) {
    throw new ColumnMismatchError(names, frame.columnNames, `RollingEnsemble, window ${formatKey(key)}`);
  }
  return names.map((name) => frame.column(name));
}
