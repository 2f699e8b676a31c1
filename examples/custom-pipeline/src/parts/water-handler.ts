import { type ComponentFactory, type DataHandler, Frame, type HandledData, parseKwargs } from 'windrow';
import { z } from 'zod';
import { dayCount, dayMs, districts, firstDay, water } from '../water.js';

const schema = z.strictObject({ zone: z.enum(['hill', 'valley']) });

/** One's own data: what is known of each district of a zone in the evening, and what it uses the day after. */
export const waterHandler: ComponentFactory<DataHandler> = {
  create: (kwargs) => {
    const { zone } = parseKwargs('handler', 'WaterHandler', schema, kwargs);
    return { load: () => load(zone) };
  },
};

function load(zone: 'hill' | 'valley'): HandledData {
  const { used, warmth } = water();
  const inZone = districts.flatMap((district, place) =>
    district.zone === zone ? [{ name: district.name, place }] : [],
  );
  const length = dayCount * inZone.length;
  const column = (value: (day: number, uses: readonly number[]) => number | undefined): Float64Array =>
    Float64Array.from({ length }, (_, row) => {
      const { place } = inZone[row % inZone.length] as { readonly place: number };
      return value(Math.floor(row / inZone.length), used[place] as readonly number[]) ?? Number.NaN;
    });
  const rows = {
    times: Float64Array.from({ length: dayCount }, (_, day) => firstDay + day * dayMs),
    timeCodes: Int32Array.from({ length }, (_, row) => Math.floor(row / inZone.length)),
    instruments: inZone.map(({ name }) => name),
    instrumentCodes: Int32Array.from({ length }, (_, row) => row % inZone.length),
    sorted: true,
    unique: true,
  };
  return {
    features: Frame.fromParts({
      ...rows,
      columns: [
        ['today', column((day, uses) => uses[day])],
        ['warmth', column((day) => warmth[day + 1])],
        ['sunday', column((day) => (new Date(firstDay + (day + 1) * dayMs).getUTCDay() === 0 ? 1 : 0))],
      ],
    }),
    label: Frame.fromParts({ ...rows, columns: [['label', column((day, uses) => uses[day + 1])]] }),
  };
}
