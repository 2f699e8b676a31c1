import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from '@windrow/frame';

/**
 * How far the values of a frame are from what pandas has answered, relative to max(1, |value|); 0 when they are the same bits.
 *
 * @throws Error when the rows differ
 */
export async function distanceFromPandas(frame: Frame, folder: string): Promise<number> {
  const times = await readFloats(join(folder, 'answer.times'));
  const scores = await readFloats(join(folder, 'answer.score'));
  const [names, codes] = JSON.parse(await readFile(join(folder, 'answer.instruments.json'), 'utf8')) as [
    string[],
    number[],
  ];
  if (scores.length !== frame.length) throw new Error(`${frame.length} rows here, ${scores.length} from pandas`);
  const own = frame.column('score');
  let furthest = 0;
  for (let row = 0; row < frame.length; row++) {
    const sameTime = times[row] === frame.times[frame.timeCodes[row] as number];
    if (!sameTime || names[codes[row] as number] !== frame.instruments[frame.instrumentCodes[row] as number]) {
      throw new Error(`row ${row} has another key than from pandas`);
    }
    const [a, b] = [scores[row] as number, own[row] as number];
    if (!Object.is(a, b)) furthest = Math.max(furthest, Math.abs(a - b) / Math.max(1, Math.abs(a)));
  }
  return furthest;
}

async function readFloats(path: string): Promise<Float64Array> {
  const bytes = await readFile(path);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}
