import type { Score } from '../score/within-currency-r2.js';

/** Everything that the page shows, as plain JSON. */
export interface ReportData {
  readonly title: string;
  readonly created: string;
  readonly rolling: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly horizons: readonly HorizonReport[];
  readonly pool: PoolStory;
}

export interface HorizonReport {
  readonly horizon: number;
  readonly rows: number;
  readonly scores: readonly {
    readonly name: string;
    readonly score: Score;
    readonly kind: 'naive' | 'model' | 'ensemble';
  }[];
  readonly best: string;
  readonly dieboldMariano: number;
  /** Seconds since 1970, one per scored day. */
  readonly days: readonly number[];
  readonly currencies: readonly {
    readonly name: string;
    readonly truth: Series;
    readonly ensemble: Series;
    readonly naive: Series;
  }[];
  readonly windows: readonly { readonly start: string; readonly naive: number; readonly ensemble: number }[];
}

/** Annualised volatility in per cent, or null where there is none. */
export type Series = readonly (number | null)[];

export interface PoolStory {
  readonly pool: string;
  readonly tasks: number;
  readonly reused: number;
  /** Seconds from the first start, and how many tasks had ended by then. */
  readonly ended: readonly { readonly seconds: number; readonly tasks: number }[];
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly attempts: number;
}
