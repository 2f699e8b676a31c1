import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paramFromText, tagFromText, valueToText } from './value-text.js';

const awkward = fc.constantFrom(
  '1',
  '1.10',
  '"1"',
  '"x"',
  '"\\"1\\""',
  'true',
  'null',
  '[1]',
  '{}',
  '{"a":1}',
  '1e400',
  '',
  ' ',
  'NaN',
);
const text = fc.oneof(awkward, fc.string({ unit: 'binary' }), fc.json());

describe('values as the text that MLflow keeps', () => {
  it('gives every tag back as it was', () => {
    const scalar = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(scalar, (value) => {
        const given = Object.is(value, -0) ? 0 : value;
        expect(tagFromText(valueToText(given, tagFromText))).toBe(given);
      }),
    );
  });

  it('gives every leaf of params back as it was', () => {
    const list = fc.array(fc.jsonValue()).map((each) => JSON.parse(JSON.stringify(each)));
    const leaf = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      list,
    );
    fc.assert(
      fc.property(leaf, (value) => {
        const given = Object.is(value, -0) ? 0 : value;
        expect(paramFromText(valueToText(given, paramFromText))).toEqual(given);
      }),
    );
  });

  it.each([
    ['Ridge', 'Ridge'],
    [3, '3'],
    [0.1, '0.1'],
    ['3', '"3"'],
    [['a', 1], '["a",1]'],
  ])('shows %j as %s', (value, shown) => {
    expect(valueToText(value, paramFromText)).toBe(shown);
  });

  it.each([
    ['1e-05', 1e-5],
    ['100.0', 100],
    ['[1, 2]', [1, 2]],
    ['True', 'True'],
    ["{'a': 1}", "{'a': 1}"],
    ['12345678901234567890', '12345678901234567890'],
  ])('reads the param %s that Python wrote as %j', (written, value) => {
    expect(paramFromText(written)).toEqual(value);
  });

  it('leaves the tag 1.10 of another client a text', () => {
    expect(tagFromText('1.10')).toBe('1.10');
  });
});
