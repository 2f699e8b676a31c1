/** Six districts of a town in two zones, and the water each of them used. */
export const districts: readonly {
  readonly name: string;
  readonly zone: 'hill' | 'valley';
  readonly people: number;
}[] = [
  { name: 'abbey', zone: 'hill', people: 4 },
  { name: 'castle', zone: 'hill', people: 7 },
  { name: 'docks', zone: 'valley', people: 9 },
  { name: 'mills', zone: 'valley', people: 12 },
  { name: 'vineyard', zone: 'hill', people: 3 },
  { name: 'wharf', zone: 'valley', people: 6 },
];

export const dayCount = 600;
export const firstDay: number = Date.UTC(2021, 0, 1);
export const dayMs = 86_400_000;

export interface Water {
  /** Thousands of litres, by district and day. */
  readonly used: readonly (readonly number[])[];
  /** Degrees, as forecast for each day on the day before. */
  readonly warmth: readonly number[];
}

/** Made up with a fixed seed: warm days use more, gardens on the hill more still, Sundays less. */
export function water(): Water {
  const random = uniform(2021);
  const warmth: number[] = [];
  for (let day = 0; day < dayCount; day++) {
    const season = 12 - 12 * triangle((day % 365) / 365);
    const before = day === 0 ? 0 : (warmth[day - 1] as number) - (12 - 12 * triangle(((day - 1) % 365) / 365));
    warmth.push(season + 0.7 * before + 4 * (random() + random() - 1));
  }
  const used = districts.map(({ zone, people }) =>
    warmth.map((degrees, day) => {
      const garden = Math.max(0, degrees - 15) * (zone === 'hill' ? 0.12 : 0.04);
      const sunday = new Date(firstDay + day * dayMs).getUTCDay() === 0 ? 0.85 : 1;
      return people * sunday * (1 + garden) * (1 + 0.1 * (random() - 0.5));
    }),
  );
  return { used, warmth };
}

/** 1 in the middle of winter, −1 in the middle of summer, straight between. */
function triangle(share: number): number {
  return 4 * Math.abs(share - 0.5) - 1;
}

function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
