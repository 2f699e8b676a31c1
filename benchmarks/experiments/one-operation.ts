import { Experiments } from '@windrow/core';
import { MemoryArtifactStore } from '@windrow/store-memory';
import { openExperimentStore } from './open-store.js';
import { PointFile } from './point-file.js';
import { series } from './series.js';

/* A process that does one thing with a series and says how long it took and how much memory; see README.md. */
const [kind = '', address = '', operation = '', points = '0', known = ''] = process.argv.slice(2);
const count = Number(points);
const middle = Math.floor(count / 2);
const RANGE = { fromStep: middle, toStep: middle + 999 };

let answer = known;
const start = await open();
const before = process.resourceUsage().maxRSS;
const begun = performance.now();
const found = await start.work();
const ms = performance.now() - begun;
// `maxRSS` only grows: what is on top of the open store is what this operation took at most.
const peakMb = (process.resourceUsage().maxRSS - before) / 1_000;
await start.close();
console.log(JSON.stringify({ ms, peakMb, found, id: answer }));

async function open(): Promise<{ work(): Promise<number>; close(): Promise<void> }> {
  if (kind === 'file') {
    const file = await PointFile.open(address);
    return { work: () => onFile(file), close: () => file.close() };
  }
  const store = await openExperimentStore(kind, address);
  const experiments = new Experiments(store, new MemoryArtifactStore());
  const recorder =
    operation === 'write'
      ? await experiments.begin('benchmark')
      : await experiments.open({ experimentId: '', recorderId: known });
  answer = recorder.id;
  const work = async (): Promise<number> => {
    if (operation === 'write') {
      await recorder.logSeries('loss', series(count));
      await recorder.flush();
      return count;
    }
    if (operation === 'last') return (await recorder.listMetrics())['loss'] === undefined ? 0 : 1;
    return (await recorder.metricSeries('loss', queryOf())).length;
  };
  return { work, close: () => store.close() };
}

async function onFile(file: PointFile): Promise<number> {
  if (operation === 'write') return file.write(series(count), 1_000);
  return (await file.read(operation === 'last' ? { fromStep: count - 1 } : queryOf(), count)).length;
}

function queryOf(): { readonly points?: number; readonly fromStep?: number; readonly toStep?: number } {
  return operation === 'thinned' ? { points: 500 } : operation === 'range' ? RANGE : {};
}
