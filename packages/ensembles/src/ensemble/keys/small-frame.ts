import { Frame } from '@windrow/frame';

/**
 * A frame of a few rows, on days 0, 1 or 2, the instruments of a day ascending. Ensembles work on some once and keep what they made: V8
 * throws the code that it has optimised away when a collection of garbage finds no object left of a shape which that code was made for,
 * and the next ensemble would start at a third of its speed again.
 */
export function smallFrame(timeCodes: readonly number[], instruments: readonly string[]): Frame {
  const instrumentCodes = timeCodes.map(
    (code, row) => timeCodes.slice(0, row).filter((other) => other === code).length,
  );
  return Frame.fromParts({
    times: Float64Array.of(0, 1, 2),
    timeCodes: Int32Array.from(timeCodes),
    instruments,
    instrumentCodes: Int32Array.from(instrumentCodes),
    columns: { score: Float64Array.from(timeCodes, (_, row) => 1 / (row + 1)) },
  });
}
