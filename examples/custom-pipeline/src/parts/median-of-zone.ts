import { type Ensemble, Frame, Group, type Key, type KeyMap, RollingEnsemble } from 'windrow';

/** One's own ensemble: per day and district the middle one of all forecasts. All members have the same rows. */
export class MedianEnsemble implements Ensemble<Frame, Frame> {
  reduce(members: KeyMap<Frame>): Frame {
    const frames = [...members.values()].map((frame) => frame.sort());
    const [first] = frames;
    if (first === undefined) return new RollingEnsemble().reduce(members);
    const { times, timeCodes, instruments, instrumentCodes } = first;
    const score = Float64Array.from({ length: first.length }, (_, row) =>
      median(frames.map((frame) => frame.column('score')[row] as number)),
    );
    return Frame.fromParts({
      times,
      timeCodes,
      instruments,
      instrumentCodes,
      columns: [['score', score]],
      sorted: true,
      unique: true,
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** One's own group, a function of the key (days, zone): the models of a zone belong together. */
export function medianOfZone(): Group<Frame, Frame> {
  return new Group<Frame, Frame>({
    by: (key: Key) => {
      const [days, zone] = key as readonly [Key, Key];
      return { group: [zone], member: days };
    },
    ensemble: new MedianEnsemble(),
  });
}
