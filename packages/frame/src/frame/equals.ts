import type { FrameView } from './frame-view.js';

/** How far two values may lie apart: `|a − b| ≤ absolute + relative · |b|`. */
export interface Tolerance {
  /** Default 0. */
  readonly absolute?: number | undefined;
  /** Default 0. */
  readonly relative?: number | undefined;
}

/** Whether two frames say the same; see `Frame.equals`. */
export function framesEqual(a: FrameView, b: FrameView, tolerance: number | Tolerance): boolean {
  const absolute = typeof tolerance === 'number' ? tolerance : (tolerance.absolute ?? 0);
  const relative = typeof tolerance === 'number' ? 0 : (tolerance.relative ?? 0);
  if (a.length !== b.length || a.columns.size !== b.columns.size) return false;
  const names = b.columnNames;
  if (a.columnNames.some((name, place) => name !== names[place])) return false;
  if (!sameKeys(a.timeCodes, a.times, b.timeCodes, b.times)) return false;
  if (!sameKeys(a.instrumentCodes, a.instruments, b.instrumentCodes, b.instruments)) return false;
  return a.columnNames.every((name) => sameValues(a.column(name), b.column(name), absolute, relative));
}

function sameKeys<K>(aCodes: Int32Array, aKeys: ArrayLike<K>, bCodes: Int32Array, bKeys: ArrayLike<K>): boolean {
  for (let row = 0; row < aCodes.length; row++) {
    if (aKeys[aCodes[row] as number] !== bKeys[bCodes[row] as number]) return false;
  }
  return true;
}

function sameValues(a: Float64Array, b: Float64Array, absolute: number, relative: number): boolean {
  for (let row = 0; row < a.length; row++) {
    const left = a[row] as number;
    const right = b[row] as number;
    if (left === right || (Number.isNaN(left) && Number.isNaN(right))) continue;
    // Also false for NaN against a number; infinities are equal to themselves alone.
    if (!(Number.isFinite(right) && Math.abs(left - right) <= absolute + relative * Math.abs(right))) return false;
  }
  return true;
}
