import { districts, firstDay, water } from '../src/water.js';

const dayOf = (date: string): number => (Date.parse(date) - firstDay) / 86_400_000;
const isSunday = (day: number): boolean => new Date(firstDay + day * 86_400_000).getUTCDay() === 0;

export interface Forecast {
  readonly day: number;
  readonly district: string;
  readonly value: number;
  readonly truth: number;
}

/** Forecasts of one zone by the mean of `count` similar days, by loops over plain lists: no frame, no plugin, no generator. */
export function similarDayForecasts(zone: string, count: number): readonly Forecast[] {
  const { used, warmth } = water();
  const inZone = districts.flatMap((district, place) =>
    district.zone === zone ? [{ ...district, uses: used[place] as readonly number[] }] : [],
  );
  const made: Forecast[] = [];
  for (let start = dayOf('2022-05-01'), window = 0; window < 3; start += 30, window++) {
    // Training grows, and its last label is of the day before the test.
    const lastTrained = start - 2;
    const usual = new Map(inZone.map(({ name, uses }) => [name, mean(uses.slice(0, lastTrained + 1))]));
    const past: { readonly today: number; readonly warmth: number; readonly sunday: boolean; readonly next: number }[] =
      [];
    for (let day = 0; day <= lastTrained; day++) {
      for (const { name, uses } of inZone) {
        const divide = (value: number | undefined): number => (value as number) / (usual.get(name) as number);
        past.push({
          today: divide(uses[day]),
          warmth: warmth[day + 1] as number,
          sunday: isSunday(day + 1),
          next: divide(uses[day + 1]),
        });
      }
    }
    for (let day = start; day < start + 30; day++) {
      for (const { name, uses } of inZone) {
        const scale = usual.get(name) as number;
        const today = (uses[day] as number) / scale;
        const nearest = past
          .map((each, at) => ({
            at,
            next: each.next,
            far:
              (10 * (each.today - today)) ** 2 +
              (each.warmth - (warmth[day + 1] as number)) ** 2 +
              (each.sunday === isSunday(day + 1) ? 0 : 10_000),
          }))
          .sort((a, b) => a.far - b.far || a.at - b.at)
          .slice(0, count);
        made.push({
          day,
          district: name,
          value: scale * mean(nearest.map(({ next }) => next)),
          truth: uses[day + 1] as number,
        });
      }
    }
  }
  return made;
}

export function mean(values: readonly number[]): number {
  return values.reduce((so, value) => so + value, 0) / values.length;
}

export function medianForecasts(zone: string): readonly Forecast[] {
  const [few, some, many] = [5, 15, 40].map((count) => similarDayForecasts(zone, count));
  return (some ?? []).map((forecast, row) => {
    const values = [few?.[row]?.value, forecast.value, many?.[row]?.value].map(Number).sort((a, b) => a - b);
    return { ...forecast, value: values[1] as number };
  });
}
