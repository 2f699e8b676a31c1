import { KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, it } from 'vitest';
import { commonLabel } from './common-label.js';

const frame = (rows: readonly (readonly [string, number])[], name = 'label') =>
  Frame.fromColumns({ datetime: rows.map(([day]) => day), columns: { [name]: rows.map(([, value]) => value) } });
const of = (...frames: readonly Frame[]) => commonLabel(new KeyMap(frames.map((each, place) => [place, each])));

describe('labels of an ensemble’s members', () => {
  it('are one label over all rows when they agree where they meet, unknown ones too', () => {
    const label = of(
      frame([
        ['2020-01-01', 1],
        ['2020-01-02', Number.NaN],
      ]),
      frame([
        ['2020-01-02', Number.NaN],
        ['2020-01-03', 3],
      ]),
    );
    expect([...(label?.column('label') ?? [])]).toEqual([1, Number.NaN, 3]);
  });

  it('are none when they disagree, or are not of the same columns: such members forecast different things', () => {
    expect(of(frame([['2020-01-01', 1]]), frame([['2020-01-01', 2]]))).toBeUndefined();
    expect(of(frame([['2020-01-01', 1]]), frame([['2020-01-01', Number.NaN]]))).toBeUndefined();
    expect(of(frame([['2020-01-01', 1]]), frame([['2020-01-02', 1]], 'other'))).toBeUndefined();
  });
});
