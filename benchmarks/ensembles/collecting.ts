import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Experiments } from '@windrow/core';
import { RecorderCollector } from '@windrow/ensembles';
import { Frame } from '@windrow/frame';
import { openSqliteStore } from '@windrow/store-sqlite';
import { collectGarbage, median } from './measure.js';
import { dayTimes, instrumentNames, sampleParts } from './sample-frames.js';

/** Collecting from recorders in a SQLite directory, beside reading the same files and nothing else. */
export interface CollectFigure {
  readonly recorders: number;
  readonly megabytes: number;
  /** Reading the artifact files alone. */
  readonly filesMs: number;
  /** `collect`, which keeps all objects. */
  readonly collectMs: number;
  /** `entries`, which keeps few. */
  readonly entriesMs: number;
  /** The most memory of arrays at any object of `entries`, beyond what there was before, in megabytes. */
  readonly entriesMegabytes: number;
  /** How often progress was told in one `collect`. */
  readonly progressCalls: number;
}

/** Records `recorders` predictions, then collects them. */
export async function measureCollecting(options: {
  readonly recorders: number;
  readonly rounds: number;
  readonly log: (line: string) => void;
}): Promise<CollectFigure> {
  const folder = await mkdtemp(join(tmpdir(), 'windrow-collecting-'));
  try {
    await using store = await openSqliteStore({ directory: folder });
    const experiments = new Experiments(store.experiments, store.artifacts);
    options.log(`collecting: recording ${options.recorders} predictions`);
    await recordAll(experiments, options.recorders);
    const files = await filesBelow(join(folder, 'artifacts'));
    const experiment = await experiments.get('rolling');
    const collector = new RecorderCollector({ experiment });
    const times = { files: [] as number[], collect: [] as number[], entries: [] as number[] };
    let [bytes, progressCalls, most] = [0, 0, 0];
    for (let round = 0; round < options.rounds; round++) {
      options.log(`collecting: round ${round + 1}`);
      times.files.push(
        await timed(async () => {
          bytes = await readAll(files);
        }),
      );
      times.collect.push(
        await timed(async () => {
          progressCalls = 0;
          const collected = await collector.collect({ onProgress: () => progressCalls++ });
          if (collected.get('pred')?.size !== options.recorders) throw new Error('something was not collected');
        }),
      );
      collectGarbage();
      const before = process.memoryUsage().arrayBuffers;
      times.entries.push(
        await timed(async () => {
          for await (const { object } of collector.entries()) {
            if (!Frame.isFrame(object)) throw new Error('no frame');
            most = Math.max(most, process.memoryUsage().arrayBuffers - before);
          }
        }),
      );
    }
    return {
      recorders: options.recorders,
      megabytes: bytes / 1e6,
      filesMs: median(times.files),
      collectMs: median(times.collect),
      entriesMs: median(times.entries),
      entriesMegabytes: most / 1e6,
      progressCalls,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function recordAll(experiments: Experiments, recorders: number): Promise<void> {
  const times = dayTimes(250);
  const instruments = instrumentNames(22);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < recorders) {
      const seed = next++;
      const frame = Frame.fromParts({
        ...sampleParts({ times, instruments, firstDay: 0, days: 250, seed }),
        sorted: true,
        unique: true,
      });
      await experiments.start('rolling', (recorder) => recorder.saveObject('pred', frame));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Eight files at a time, as many as a collector loads recorders. */
async function readAll(files: readonly string[]): Promise<number> {
  let [next, bytes] = [0, 0];
  const lane = async (): Promise<void> => {
    while (next < files.length) bytes += (await readFile(files[next++] as string)).byteLength;
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return bytes;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
