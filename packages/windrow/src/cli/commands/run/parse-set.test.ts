import { describe, expect, it } from 'vitest';
import { parseSet } from './parse-set.js';

describe('--set', () => {
  it.each([
    ['a.b=0.1', 0.1],
    ['a.b=1e-3', 0.001],
    ['a.b=true', true],
    ['a.b=null', null],
    ['a.b=2020-01-01', '2020-01-01'],
    ['a.b=x=y', 'x=y'],
    ['a.b="0.1"', '0.1'],
    ['a.b=[1, "x"]', [1, 'x']],
    ['a.b={"c": 1}', { c: 1 }],
    ['a.b=Infinity', 'Infinity'],
    ['a.b=$HOME', '$HOME'],
  ])('%s', (text, value) => {
    expect(parseSet([text])).toEqual({ 'a.b': value });
  });

  it.each(['a.b', '=1', 'a={', 'a=[1'])('%s is refused', (text) => {
    expect(() => parseSet([text])).toThrowError(expect.objectContaining({ code: 'USAGE' }));
  });
});
