import { AverageEnsemble, RollingEnsemble } from '@windrow/ensembles';
import type { Frame, FrameParts } from '@windrow/frame';
import { dayTimes, instrumentNames, sampleParts } from './sample-frames.js';

/** One row of the table that is promised. */
export interface MainCase {
  readonly name: string;
  /** The data that the other tools get; cases of one name share them and their times. */
  readonly data: string;
  readonly parts: readonly FrameParts[];
  readonly reduce: (members: ReadonlyMap<string, Frame>) => Frame;
  /** At most so many times the copy of the result; at least so many times faster than pandas. */
  readonly atMostCopies: number;
  readonly atLeastPandas: number;
  /** How far values may be from pandas. 0: bit for bit. */
  readonly tolerance: number;
}

const windowCount = 20;
const rowsPerWindow = 500_000;
const rowsPerModel = 2_000_000;

/** A whole market, and the largest universe of the reference's own workflows: as many rows in fewer or more days. */
const universes = [4_000, 800];

/** The four promised rows for each universe; `scale` 1 is 10 M rows. */
export function mainCases(scale: number): readonly MainCase[] {
  return universes.flatMap((count) => casesOf(count, scale));
}

function casesOf(count: number, scale: number): readonly MainCase[] {
  const instruments = instrumentNames(Math.round(count * scale));
  const windowDays = rowsPerWindow / count;
  const windowStep = 0.9 * windowDays;
  const times = dayTimes(Math.ceil((windowCount - 1) * windowStep + windowDays));
  const windows = Array.from({ length: windowCount }, (_, k) =>
    sampleParts({ times, instruments, firstDay: Math.floor(k * windowStep), days: windowDays, seed: k }),
  );
  const rolling = new RollingEnsemble();
  const average = new AverageEnsemble();
  const modelDays = rowsPerModel / count;
  const models = (missing: number) =>
    Array.from({ length: 5 }, (_, k) =>
      sampleParts({ times: dayTimes(modelDays), instruments, firstDay: 0, days: modelDays, seed: 100 + k, missing }),
    );
  const reduce = { rolling: (members: ReadonlyMap<string, Frame>) => rolling.reduce(members) };
  const mean = (members: ReadonlyMap<string, Frame>) => average.reduce(members);
  return [
    {
      name: `rolling, 20 windows, ${count} instruments, shared dictionaries`,
      data: `rolling_${count}`,
      parts: windows,
      reduce: reduce.rolling,
      atMostCopies: 1.6,
      atLeastPandas: 20,
      tolerance: 0,
    },
    {
      name: `rolling, 20 windows, ${count} instruments, private dictionaries`,
      data: `rolling_${count}`,
      parts: windows.map((parts, place) => ownDictionaries(parts, place, windowDays)),
      reduce: reduce.rolling,
      atMostCopies: 2.2,
      atLeastPandas: 15,
      tolerance: 0,
    },
    {
      name: `average, 5 models, ${count} instruments, same keys`,
      data: `same_${count}`,
      parts: models(0),
      reduce: mean,
      atMostCopies: 9,
      atLeastPandas: 15,
      tolerance: 1e-12,
    },
    {
      name: `average, 5 models, ${count} instruments, 1 % missing each`,
      data: `missing_${count}`,
      parts: models(0.01),
      reduce: mean,
      atMostCopies: 14,
      atLeastPandas: 100,
      tolerance: 1e-12,
    },
  ];
}

/** The same rows under dictionaries that nobody else has: its own days only, and a name of its own, so that no code stays the same. */
function ownDictionaries(parts: FrameParts, place: number, windowDays: number): FrameParts {
  const first = parts.timeCodes[0] as number;
  return {
    ...parts,
    times: parts.times.slice(first, first + windowDays),
    timeCodes: parts.timeCodes.map((code) => code - first),
    instruments: [`A${String(place).padStart(2, '0')}`, ...parts.instruments],
    instrumentCodes: parts.instrumentCodes.map((code) => code + 1),
  };
}
