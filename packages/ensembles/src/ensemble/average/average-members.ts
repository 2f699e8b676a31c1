import { AmbiguousColumnsError, compareKeys, EnsembleOptionsError, formatKey, type Key } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { flattenKeys } from '../flatten-keys.js';
import { uniteInstruments } from '../keys/unite-instruments.js';
import { uniteTimes } from '../keys/unite-times.js';
import { type NestedMembers, requireFrame } from '../members.js';
import { owner, type ResolvedAverageOptions } from './average-options.js';

/** One column of one frame, which counts as one member of the average. */
export interface AverageMember {
  readonly key: Key;
  readonly frame: Frame;
  readonly values: Float64Array;
  readonly weight: number;
  /** What the frame's codes are in the united dictionaries; `undefined` where they stay as they are. */
  readonly timeMap: Int32Array | undefined;
  readonly instrumentMap: Int32Array | undefined;
}

/** The members in the order of their keys, and what they share. */
export interface AverageMembers {
  readonly list: readonly AverageMember[];
  readonly times: Float64Array;
  readonly instruments: readonly string[];
}

/**
 * Flattens, chooses the columns, gives weights and unites the dictionaries.
 *
 * @throws InvalidMemberError (`ENSEMBLE_MEMBER`), AmbiguousColumnsError (`COLUMNS_AMBIGUOUS`), UnknownColumnError (`COLUMN_UNKNOWN`),
 * EnsembleOptionsError (`ENSEMBLE_OPTIONS`) when weights and members do not match.
 */
export function prepareMembers(members: NestedMembers<Frame>, options: ResolvedAverageOptions): AverageMembers {
  const columns = [...flattenKeys<Frame>(members)].flatMap(([key, value]) => {
    const frame = requireFrame(owner, key, value);
    return chooseColumns(key, frame, options).map(([name, column]) => ({
      key: name,
      frame,
      values: frame.column(column),
    }));
  });
  // Sums are taken in this order, so that the answer depends on no other.
  columns.sort((a, b) => compareKeys(a.key, b.key));
  const times = uniteTimes(columns.map(({ frame }) => frame.times));
  const instruments = uniteInstruments(columns.map(({ frame }) => frame.instruments));
  const weights = weightsOf(
    columns.map(({ key }) => key),
    options,
  );
  return {
    times: times.dictionary,
    instruments: instruments.dictionary,
    list: columns.map((column, place) => ({
      ...column,
      weight: weights[place] as number,
      timeMap: times.maps[place],
      instrumentMap: instruments.maps[place],
    })),
  };
}

function chooseColumns(key: Key, frame: Frame, { column, each }: ResolvedAverageOptions): readonly [Key, string][] {
  const names = frame.columnNames;
  if (column !== undefined) return [[key, column]];
  if (each) return names.map((name) => [[key, name], name]);
  if (names.length !== 1) throw new AmbiguousColumnsError(formatKey(key), names);
  return [[key, names[0] as string]];
}

function weightsOf(keys: readonly Key[], { weights }: ResolvedAverageOptions): readonly number[] {
  if (weights === undefined) return keys.map(() => 1);
  const found = keys.map((key) => weights.get(key));
  const missing = keys.find((_, place) => found[place] === undefined);
  if (missing !== undefined) {
    throw new EnsembleOptionsError(
      owner,
      'weights',
      `has none for the member ${formatKey(missing)}; give every member one`,
    );
  }
  if (weights.size > keys.length) {
    const known = new Set(keys.map(formatKey));
    const unknown = [...weights.keys()].map(formatKey).filter((name) => !known.has(name));
    throw new EnsembleOptionsError(
      owner,
      'weights',
      `names ${unknown.join(', ')}, which is no member; the members are ${[...known].join(', ')}`,
    );
  }
  return found as number[];
}
