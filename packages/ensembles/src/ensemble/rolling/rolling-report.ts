import type { Key } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import type { Window, Windows } from './windows.js';

/** A stretch of time between two windows in which there should be rows and are none. Instants in epoch ms. */
export interface WindowGap {
  /** The window that ends before the gap. */
  readonly after: Key;
  /** The window that starts after it. */
  readonly before: Key;
  /** The last instant before the gap and the first after it. */
  readonly from: number;
  readonly to: number;
  /** How many instants of the calendar lie between; `undefined` without a calendar. */
  readonly missing: number | undefined;
}

/** A stretch of time of which two windows have rows. Instants in epoch ms, both inclusive. */
export interface WindowOverlap {
  readonly earlier: Key;
  /** The window whose rows stay. */
  readonly later: Key;
  readonly from: number;
  readonly to: number;
}

/** What a RollingEnsemble noticed. */
export interface RollingReport {
  readonly ensemble: 'RollingEnsemble';
  /** In the order in which they were laid: a later one's rows replace those of earlier ones. */
  readonly windows: readonly { readonly key: Key; readonly from: number; readonly to: number; readonly rows: number }[];
  /** Windows without a row, which were left out. */
  readonly emptyWindows: readonly Key[];
  readonly gaps: readonly WindowGap[];
  /** One for each window that starts before the ones before it have ended. */
  readonly overlaps: readonly WindowOverlap[];
  /** Rows of one window that had the same key as a later row of that window. */
  readonly duplicates: readonly { readonly key: Key; readonly rows: number }[];
  /** Rows that a later window's row has replaced. */
  readonly replacedRows: number;
  readonly rows: number;
}

interface Span {
  readonly key: Key;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly given: number;
}

/** Tells gaps, overlaps and duplicates; `calendar` are the ascending instants at which there should be rows. */
export function reportRolling(
  windows: Windows,
  emptyWindows: readonly Key[],
  frame: Frame,
  calendar: Float64Array | undefined,
): RollingReport {
  const spans = windows.list.map(spanOf);
  const given = spans.reduce((sum, { rows }) => sum + rows, 0);
  return {
    ensemble: 'RollingEnsemble',
    windows: spans.map(({ key, from, to, rows }) => ({ key, from, to, rows })),
    emptyWindows,
    ...seams(spans, windows, calendar),
    duplicates: spans
      .filter((span) => span.given > span.rows)
      .map(({ key, given: all, rows }) => ({ key, rows: all - rows })),
    replacedRows: given - frame.length,
    rows: frame.length,
  };
}

function spanOf({ key, frame, timeCodes }: Window): Span {
  return {
    key,
    from: frame.times[timeCodes[0] as number] as number,
    to: frame.times[timeCodes[timeCodes.length - 1] as number] as number,
    rows: timeCodes.length,
    given: frame.length,
  };
}

function seams(
  spans: readonly Span[],
  windows: Windows,
  calendar: Float64Array | undefined,
): Pick<RollingReport, 'gaps' | 'overlaps'> {
  const gaps: WindowGap[] = [];
  const overlaps: WindowOverlap[] = [];
  const usualStep = calendar === undefined ? longestStep(windows.list) : 0;
  let furthest = spans[0] as Span;
  for (const span of spans.slice(1)) {
    if (span.from <= furthest.to) {
      overlaps.push({ earlier: furthest.key, later: span.key, from: span.from, to: Math.min(furthest.to, span.to) });
    } else {
      const missing = calendar && countBetween(calendar, furthest.to, span.from);
      if (missing === undefined ? span.from - furthest.to > usualStep : missing > 0) {
        gaps.push({ after: furthest.key, before: span.key, from: furthest.to, to: span.from, missing });
      }
    }
    if (span.to > furthest.to) furthest = span;
  }
  return { gaps, overlaps };
}

/** The longest time between two instants that follow each other inside a window: a week-end is no gap, a missing month is. */
function longestStep(windows: readonly Window[]): number {
  let longest = 0;
  for (const { frame, timeCodes } of windows) {
    const last = timeCodes[timeCodes.length - 1] as number;
    for (let code = (timeCodes[0] as number) + 1; code <= last; code++) {
      longest = Math.max(longest, (frame.times[code] as number) - (frame.times[code - 1] as number));
    }
  }
  return longest === 0 ? Number.POSITIVE_INFINITY : longest;
}

function countBetween(calendar: Float64Array, after: number, before: number): number {
  let many = 0;
  for (const instant of calendar) if (instant > after && instant < before) many++;
  return many;
}
