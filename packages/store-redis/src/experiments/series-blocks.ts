import type { RedisConnection } from '../connection/redis-connection.js';
import { blockOf, POINT_BYTES, unpackPoints } from './points.js';

/** Blocks of one script run, and of one answer. */
export const MOST_BLOCKS = 200;

/** Packed points of some blocks of a series; of what was purged meanwhile, nothing. */
export async function readBlocks(
  connection: RedisConnection,
  series: string,
  blocks: readonly number[],
): Promise<readonly Buffer[]> {
  const answer = await connection.commandBytes('metricSeries', 'HMGET', series, ...blocks);
  return (answer as readonly (Buffer | null)[]).filter((bytes) => bytes !== null);
}

/** How many points of some blocks, by step, lie in a range: from the sizes of the blocks; only those at its ends are read. */
export async function countPoints(
  connection: RedisConnection,
  series: string,
  blocks: readonly number[],
  fromStep: number,
  toStep: number,
): Promise<number> {
  const countOf = async (block: number): Promise<number> => {
    if (block !== blockOf(fromStep) && block !== blockOf(toStep)) {
      return Number(await connection.command('metricSeries', 'HSTRLEN', series, block)) / POINT_BYTES;
    }
    const [bytes = Buffer.of()] = await readBlocks(connection, series, [block]);
    return unpackPoints('', bytes).filter(({ step }) => step >= fromStep && step <= toStep).length;
  };
  let count = 0;
  for (let from = 0; from < blocks.length; from += MOST_BLOCKS) {
    const counts = await Promise.all(blocks.slice(from, from + MOST_BLOCKS).map(countOf));
    count += counts.reduce((sum, each) => sum + each, 0);
  }
  return count;
}
