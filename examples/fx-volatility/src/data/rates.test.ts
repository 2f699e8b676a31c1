import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseRates, ratesPath, readRates } from './rates.js';

const small = { from: '2000-01-03', currencies: 2, completeDays: 2 };
const bytes = (file: unknown): Uint8Array => Buffer.from(typeof file === 'string' ? file : JSON.stringify(file));
const days = { '2000-01-03': { AUS: 1, BUS: 2 }, '2000-01-04': { AUS: 1.5, BUS: 2, VZUS: 9 } };

describe('readRates', () => {
  it('reads 22 currencies on 6,243 complete days from 2000-01-03, ascending, finite and positive', async () => {
    const { days: times, currencies, prices, sha256 } = await readRates();
    expect(currencies).toHaveLength(22);
    expect(currencies).not.toContain('VZUS');
    expect(times).toHaveLength(6243);
    expect(new Date(times[0] as number).toISOString()).toBe('2000-01-03T00:00:00.000Z');
    expect(times.every((time, t) => t === 0 || time > (times[t - 1] as number))).toBe(true);
    expect(prices.flatMap((values) => [...values]).every((price) => Number.isFinite(price) && price > 0)).toBe(true);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes its hash when a byte of the file changes, so that changed data are new tasks', async () => {
    const file = await readFile(ratesPath());
    const changed = Buffer.concat([file, Buffer.from('\n')]);
    const shape = { from: '2000-01-03', currencies: 22, completeDays: 6243 };
    expect(parseRates(changed, shape).sha256).not.toBe(parseRates(file, shape).sha256);
  });

  it('leaves out days that are not complete, days before the first, the junk key, and VZUS', () => {
    const file = { undefined: { AUS: 1 }, '1999-12-31': { AUS: 3 }, ...days, '2000-01-05': { AUS: 4 } };
    const { prices } = parseRates(bytes({ '1999-12-31': { AUS: 3 }, ...days, '2000-01-05': { AUS: 4 } }), small);
    expect(prices.map((values) => [...values])).toEqual([
      [1, 1.5],
      [2, 2],
    ]);
    expect(parseRates(bytes({ ...file }), small).days).toHaveLength(2);
  });

  it.each([
    ['not JSON', 'nonsense', 'does not fit: it is not JSON.'],
    ['no object', 3, 'does not fit: it is no object of days.'],
    ['a key that is no date', { ...days, '2000-1-5': {} }, 'at row 2000-1-5: its key is no date.'],
    [
      'days out of order',
      { '2000-01-04': { AUS: 1 }, '2000-01-03': { AUS: 1 } },
      'at row 2000-01-03: it does not come after 2000-01-04.',
    ],
    [
      'a price of zero',
      { ...days, '2000-01-05': { AUS: 0, BUS: 1 } },
      'at row 2000-01-05, column AUS: 0 is no finite positive price.',
    ],
    [
      'a text for a price',
      { '2000-01-03': { AUS: '1' } },
      'at row 2000-01-03, column AUS: "1" is no finite positive price.',
    ],
    ['another number of currencies', { '2000-01-03': { AUS: 1 } }, 'it has 1 currencies, not 2.'],
    ['another number of days', { '2000-01-03': { AUS: 1, BUS: 1 } }, 'it has 1 complete days, not 2.'],
  ])('refuses %s, naming row and column', (_, file, message) => {
    expect(() => parseRates(bytes(file), small)).toThrow(message);
  });
});
