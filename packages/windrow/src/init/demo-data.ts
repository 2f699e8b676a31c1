const SHOPS = ['east', 'north', 'west'];
const DAYS = 365;
const FIRST_DAY = Date.UTC(2023, 0, 1);
/** By day of the week, Sunday first. */
const WEEK = [18, 0, 1, 3, 6, 14, 24];
const DAY_MS = 86_400_000;

/** A year of made-up daily demand of three shops as CSV: a week's rhythm, slow growth, noise. The same to the last byte on every machine. */
export function demoCsv(): string {
  const random = wholeNumbers();
  const lines = ['datetime,instrument,demand'];
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(FIRST_DAY + day * DAY_MS);
    for (const [shop, name] of SHOPS.entries()) {
      const rhythm = (WEEK[date.getUTCDay()] as number) + shop * 20;
      const growth = Math.floor((day * (shop + 1)) / 40);
      lines.push(`${date.toISOString().slice(0, 10)},${name},${60 + rhythm + growth + random(13)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Whole numbers below a bound, by a linear congruential generator (Numerical Recipes): integers only, so no machine rounds differently. */
function wholeNumbers(): (bound: number) => number {
  let state = 20_230_101;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 16) % bound;
  };
}
