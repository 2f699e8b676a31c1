import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { AverageEnsemble, type Frame, type KeyMap, RecorderCollector } from '../src/index.js';
import { openFlow, tasks, trainFlow } from './programs/mlflow-flow.js';

const url = inject('mlflowUrl') ?? '';
const interpreter = inject('mlflowPython') ?? '';
const program = new URL('./programs/mlflow-flow.ts', import.meta.url).pathname;

describe.skipIf(url === '' || interpreter === '')('tasks in SQLite, experiments in MLflow', () => {
  it('goes on after SIGKILL: no task twice in the result, and MLflow shows what ran', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'windrow-mlflow-'));
    const experiment = `flow-${crypto.randomUUID()}`;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions', '@windrow/source', program, directory, url, experiment],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exit = once(child, 'exit');
    for await (const line of child.stdout) if (String(line).includes('hangs')) break;
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
    try {
      await using windrow = await openFlow(directory, url);
      expect(windrow.experimentStore.constructor.name).toBe('MlflowExperimentStore');
      expect(await windrow.pool(experiment).stat()).toMatchObject({ done: 2, running: 1, waiting: 1 });
      const refs = await trainFlow(windrow, experiment, Number.POSITIVE_INFINITY);
      expect(new Set(refs.map(({ recorderId }) => recorderId)).size).toBe(4);

      const collector = new RecorderCollector({
        recorders: await Promise.all(refs.map((ref) => windrow.experiments.open(ref))),
        key: ({ opened: { params } }) => [
          (params as unknown as { model: { kwargs: { alpha: number } } }).model.kwargs.alpha,
        ],
        artifacts: 'pred',
      });
      const pred = (await collector.collect()).get('pred') as KeyMap<Frame>;
      expect([...pred.keys()]).toEqual([[0.01], [0.1], [1], [10]]);
      expect(new AverageEnsemble({ standardize: false }).reduce(pred).length).toBe(60);

      const seen = await shown(
        experiment,
        refs.map(({ recorderId }) => recorderId),
      );
      expect(seen).toEqual(
        tasks.map((_, i) => [
          'FINISHED',
          String([0.01, 0.1, 1, 10][i]),
          ['dataset', 'label', 'params', 'pred', 'task'],
        ]),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 120_000);
});

/** What MLflow's own client shows of these recorders: status, a param, artifacts. */
async function shown(experiment: string, recorderIds: readonly string[]): Promise<unknown> {
  const script = `
import json, sys, mlflow
client = mlflow.MlflowClient(sys.argv[1])
runs = client.search_runs([client.get_experiment_by_name(sys.argv[2]).experiment_id])
by_id = {run.data.tags["mlflow.windrow.recorder"]: run for run in runs}
def view(run):
    return [run.info.status, run.data.params["model.kwargs.alpha"], sorted(file.path for file in client.list_artifacts(run.info.run_id))]
print(json.dumps([view(by_id[recorder]) for recorder in json.loads(sys.argv[3])]))`;
  const { stdout } = await promisify(execFile)(interpreter, [
    '-c',
    script,
    url,
    experiment,
    JSON.stringify(recorderIds),
  ]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
