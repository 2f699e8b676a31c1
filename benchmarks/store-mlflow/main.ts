import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { ExperimentStore } from '@windrow/core';
import { openMlflow } from '@windrow/store-mlflow';
import { startMlflow } from '@windrow/test-servers';
import { BareMlflow } from './bare.js';

/* What the MLflow store adds to the bare calls of the REST interface, over a real server: see README.md. */
const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
});
const BATCH = 1_000;
const PAGE = 100;
const [points, runs, rounds] = [Number(values.points), Number(values.runs), Number(values.rounds)];

type Side = 'bare' | 'windrow';
const SIDES: readonly Side[] = ['bare', 'windrow'];
const KINDS = ['points written', 'points read', 'runs made and ended', 'runs listed'] as const;
type Kind = (typeof KINDS)[number];
const taken = new Map<string, number[]>();

const server = process.env['MLFLOW_TRACKING_URI'] === undefined ? await startMlflow() : undefined;
const trackingUri = server?.url ?? process.env['MLFLOW_TRACKING_URI'] ?? '';
try {
  await using stores = await openMlflow({ trackingUri, namespace: `bench-${randomUUID()}` });
  const bare = new BareMlflow(trackingUri);
  // The first calls of a server load what it needs.
  await bare.listRuns(await bare.createExperiment(`warm ${randomUUID()}`), 1);
  for (let round = 0; round < rounds; round += 1) {
    // Taking turns, so that whatever else the machine does meets both.
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
      await (side === 'bare' ? bareRound(bare) : windrowRound(stores.experiments));
    }
  }
} finally {
  await server?.stop();
}

console.log(
  `| ${['', 'bare, a second', 'Windrow, a second', 'time, Windrow : bare'].join(' | ')} |\n| --- | ---: | ---: | ---: |`,
);
for (const kind of KINDS) {
  const [bareRate, windrowRate] = SIDES.map((side) => median(taken.get(`${side} ${kind}`) ?? [])) as [number, number];
  const rates = [bareRate, windrowRate].map((rate) => Math.round(rate).toLocaleString('en'));
  console.log(`| ${kind} | ${rates.join(' | ')} | ${(bareRate / windrowRate).toFixed(2)} |`);
}

async function bareRound(bare: BareMlflow): Promise<void> {
  const experimentId = await bare.createExperiment(`bare ${randomUUID()}`);
  const series = await bare.createRun(experimentId, 'series');
  await timed('bare', 'points written', points, async () => {
    for (let from = 0; from < points; from += BATCH) await bare.logPoints(series, from, Math.min(BATCH, points - from));
    return undefined;
  });
  await timed('bare', 'points read', points, () => bare.series(series));
  await timed('bare', 'runs made and ended', runs, async () => {
    for (let n = 0; n < runs; n += 1) await bare.finishRun(await bare.createRun(experimentId, `run ${n}`));
    return undefined;
  });
  await timed('bare', 'runs listed', runs + 1, () => bare.listRuns(experimentId, PAGE));
}

async function windrowRound(store: ExperimentStore): Promise<void> {
  const { id: experimentId } = await store.getOrCreate(`windrow ${randomUUID()}`);
  const make = (name: string) =>
    store.createRecorder(experimentId, {
      id: randomUUID(),
      name,
      status: 'RUNNING',
      tags: { desk: 'metals' },
      environment: {},
    });
  const { id: series } = await make('series');
  await timed('windrow', 'points written', points, async () => {
    for (let from = 0; from < points; from += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, points - from) }, (_, at) => ({
        key: 'loss',
        step: from + at,
        value: 1 / (from + at + 1),
        time: 1_700_000_000_000 + from + at,
      }));
      await store.logMetrics(series, batch);
    }
    return undefined;
  });
  await timed('windrow', 'points read', points, async () => (await store.metricSeries(series, 'loss', {})).length);
  await timed('windrow', 'runs made and ended', runs, async () => {
    for (let n = 0; n < runs; n += 1) {
      const { id } = await make(`run ${n}`);
      await store.setStatus(id, { from: ['RUNNING'], to: 'FINISHED' });
    }
    return undefined;
  });
  await timed('windrow', 'runs listed', runs + 1, async () => {
    let found = 0;
    for (let cursor: string | undefined; ; ) {
      const page = await store.listRecorders({
        experimentId,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found += page.recorders.length;
      cursor = page.cursor;
      if (cursor === undefined) return found;
    }
  });
}

/** Notes how many a second; what reads also says how many it found. */
async function timed(side: Side, kind: Kind, count: number, work: () => Promise<number | undefined>): Promise<void> {
  const start = performance.now();
  const found = await work();
  const perSecond = count / ((performance.now() - start) / 1_000);
  if (found !== undefined && found !== count) throw new Error(`${side}, ${kind}: found ${found} of ${count}.`);
  taken.set(`${side} ${kind}`, [...(taken.get(`${side} ${kind}`) ?? []), perSecond]);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
