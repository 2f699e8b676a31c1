import { measureApart, type OneCase, type OneFigure } from './one-case.js';

/** A case of growth, order or shape, measured. */
export interface GrowthFigure extends OneFigure {
  readonly work: string;
  /** Nanoseconds of processor time for each row that goes in. */
  readonly nsPerRow: number;
  /** The processor time relative to the sorted case before it, and how much it may be. */
  readonly toSorted: number | undefined;
  readonly atMost: number | undefined;
}

interface Planned {
  readonly work: string;
  readonly one: OneCase;
  /** The times as long as sorted that this unsorted case may take. */
  readonly atMost?: number;
}

const dense = { instruments: 4_000 };
// A tenth of the day × instrument grid has a row: too sparse for a grid of all keys.
const sparse = { instruments: 50_000, missing: 0.92 };

function planned(rounds: number): readonly Planned[] {
  const rolling = (members: number, more: Partial<OneCase>): OneCase => ({
    ensemble: 'rolling',
    members,
    daysEach: 125,
    step: 112,
    ...dense,
    rounds,
    ...more,
  });
  const average = (more: Partial<OneCase>): OneCase => ({
    ensemble: 'average',
    members: 5,
    daysEach: 500,
    ...dense,
    rounds,
    ...more,
  });
  return [
    ...[2, 5, 10, 20, 50].map((millions) => ({ work: `rolling, ${millions} M rows`, one: rolling(millions * 2, {}) })),
    ...[2, 5, 10, 20, 50].map((millions) => ({
      work: `average, 5 models, ${millions} M rows, 1 % missing`,
      one: average({ daysEach: millions * 50, missing: 0.01 }),
    })),
    { work: 'rolling, dense, sorted', one: rolling(20, {}) },
    { work: 'rolling, dense, unsorted', one: rolling(20, { shuffled: true }), atMost: 5 },
    { work: 'rolling, sparse, sorted', one: rolling(20, sparse) },
    { work: 'rolling, sparse, unsorted', one: rolling(20, { ...sparse, shuffled: true }), atMost: 8 },
    { work: 'average, dense, sorted', one: average({ missing: 0.01 }) },
    { work: 'average, dense, unsorted', one: average({ missing: 0.01, shuffled: true }), atMost: 5 },
    { work: 'average, sparse, sorted', one: average(sparse) },
    { work: 'average, sparse, unsorted', one: average({ ...sparse, shuffled: true }), atMost: 8 },
    { work: 'rolling, one window, unsorted', one: rolling(1, { daysEach: 2_500, shuffled: true }) },
    {
      work: 'rolling, 500 windows × 4,000 instruments, shared dictionaries',
      one: rolling(500, { daysEach: 6, step: 5 }),
    },
    {
      work: 'rolling, 500 windows × 4,000 instruments, private dictionaries',
      one: rolling(500, { daysEach: 6, step: 5, privateDictionaries: true }),
    },
    { work: 'rolling, 500 windows that all overlap', one: rolling(500, { daysEach: 550, step: 1, instruments: 20 }) },
  ];
}

/** Measures how time and memory grow with rows, disorder and the number of windows. */
export async function measureGrowth(options: {
  readonly rounds: number;
  readonly filter: string;
  readonly log: (line: string) => void;
}): Promise<readonly GrowthFigure[]> {
  const figures: GrowthFigure[] = [];
  for (const { work, one, atMost } of planned(options.rounds)) {
    if (!work.includes(options.filter)) continue;
    options.log(work);
    const figure = await measureApart(one);
    const sorted = figures[figures.length - 1];
    figures.push({
      ...figure,
      work,
      nsPerRow: (figure.cpuMs * 1e6) / figure.rowsIn,
      toSorted: atMost === undefined || sorted === undefined ? undefined : figure.cpuMs / sorted.cpuMs,
      atMost,
    });
  }
  return figures;
}
