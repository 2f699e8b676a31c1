import { randomUUID } from 'node:crypto';
import { type ArtifactInfo, ArtifactMissingError, Experiments, type Filter, type RecorderInfo } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type MlflowStores, openMlflow } from '../src/index.js';
import { freshOptions } from './harness.js';
import { type Python, startPython } from './python.js';

const url = inject('mlflowUrl') ?? '';
const interpreter = inject('mlflowPython') ?? '';

describe.skipIf(url === '' || interpreter === '')('with MLflow’s own Python client', () => {
  let stores: MlflowStores;
  let experiments: Experiments;
  let python: Python;
  beforeAll(async () => {
    python = startPython(interpreter, url);
    stores = await openMlflow(freshOptions(url));
    experiments = new Experiments(stores.experiments, stores.artifacts);
  });
  afterAll(async () => {
    await python?.stop();
    await stores?.close();
  });

  it('shows there what is written here', async () => {
    const name = `written here ${randomUUID()}`;
    const frame = Frame.fromColumns({
      datetime: [0, 86_400_000],
      instrument: ['A', 'B'],
      columns: { score: [0.5, -1] },
    });
    const id = await experiments.start(
      name,
      async (recorder) => {
        await recorder.logParams({
          model: { class: 'Ridge', kwargs: { alpha: 0.1 } },
          horizons: [1, 5],
          long: 'x'.repeat(7_000),
        });
        await recorder.logSeries(
          'loss',
          [0, 1, 2].map((step) => ({ step, value: 1 / (step + 1), time: 1_000 + step })),
        );
        await recorder.logMetrics({ 'IC @ 5%': 0.25, broken: Number.NaN });
        await recorder.setTags({ team: 'research', best: true });
        await recorder.saveObject('pred', frame);
        return recorder.id;
      },
      { recorder: 'first run' },
    );
    const failed = await experiments.begin(name, { recorder: 'second run' });
    await failed.end('FAILED');
    const seen = await python.run<Record<string, unknown>>(
      `
experiment = client.get_experiment_by_name(arg["name"])
runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time ASC"])
run = runs[0]
run_id = run.info.run_id
path = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="pred", dst_path=tempfile.mkdtemp())
frame = pyarrow.ipc.open_file(path).read_pandas()
answer = {
  "names": [r.info.run_name for r in runs], "statuses": [r.info.status for r in runs],
  "ended": run.info.end_time >= run.info.start_time, "params": run.data.params,
  "tags": {k: v for k, v in run.data.tags.items() if not k.startswith("mlflow.")},
  "metrics": {k: str(v) for k, v in run.data.metrics.items()},
  "history": [[m.step, m.value, m.timestamp] for m in client.get_metric_history(run_id, "loss")],
  "artifacts": [a.path for a in client.list_artifacts(run_id)],
  "scores": frame["score"].tolist(), "found": [r.info.run_name for r in client.search_runs([experiment.experiment_id], "params.\`model.class\` = 'Ridge' and tags.team = 'research'")],
}`,
      { name },
    );
    expect(seen).toEqual({
      names: ['first run', 'second run'],
      statuses: ['FINISHED', 'FAILED'],
      ended: true,
      params: { 'model.class': 'Ridge', 'model.kwargs.alpha': '0.1', horizons: '[1,5]' },
      tags: { team: 'research', best: 'true' },
      metrics: { loss: String(1 / 3), 'IC :40: 5:25:': '0.25', broken: 'nan' },
      history: [
        [0, 1, 1_000],
        [1, 0.5, 1_001],
        [2, 1 / 3, 1_002],
      ],
      artifacts: ['pred'],
      scores: [0.5, -1],
      found: ['first run'],
    });
    expect((await (await experiments.open(id)).info()).params['long']).toHaveLength(7_000);
  }, 60_000);

  describe('and what is written there', () => {
    let runs: Record<'done' | 'killed' | 'nested' | 'deleted', string>;
    let experimentId: string;
    beforeAll(async () => {
      const name = `written there ${randomUUID()}`;
      runs = await python.run(
        `
mlflow.set_experiment(arg["name"])
with mlflow.start_run(run_name="done") as run:
    mlflow.log_params({"lr": 1e-05, "depth": 3, "model.class": "Lasso", "layers": [8, 8], "flag": True, "with/slash": "x"})
    for step in range(4):
        mlflow.log_metric("loss", 1.0 / (step + 1), step=step, timestamp=1000 + step)
    mlflow.log_metric("odd", float("inf"))
    mlflow.set_tag("team", "theirs"); mlflow.set_tag("version", "1.10")
    mlflow.log_dict({"a": [1, 2]}, "conf/model.json"); mlflow.log_text("hello", "notes.txt")
    pa = pyarrow
    table = pa.table({"datetime": pa.array([0, 86400000], pa.timestamp("ms")), "instrument": ["A", "B"], "score": [0.5, -1.0]})
    path = os.path.join(tempfile.mkdtemp(), "pred")
    with pa.OSFile(path, "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer: writer.write_table(table)
    mlflow.log_artifact(path)
    with mlflow.start_run(run_name="nested", nested=True) as inner: mlflow.log_metric("loss", 9.0)
killed = client.create_run(run.info.experiment_id, run_name="killed"); client.set_terminated(killed.info.run_id, "KILLED")
deleted = client.create_run(run.info.experiment_id, run_name="deleted"); client.delete_run(deleted.info.run_id)
answer = {"done": run.info.run_id, "nested": inner.info.run_id, "killed": killed.info.run_id, "deleted": deleted.info.run_id}`,
        { name },
      );
      experimentId = (await experiments.get(name)).id;
    }, 60_000);

    async function found(filter: Filter, deleted = false): Promise<readonly string[]> {
      const experiment = await experiments.get({ id: experimentId });
      const names: string[] = [];
      for await (const recorder of experiment.recorders(filter, { deleted })) names.push(recorder.name);
      return names;
    }

    it('is read here', async () => {
      const info: RecorderInfo = await (await experiments.open(runs.done)).info();
      expect(info).toMatchObject({
        id: runs.done,
        experimentId,
        name: 'done',
        status: 'FINISHED',
        params: { lr: 1e-5, depth: 3, model: { class: 'Lasso' }, layers: [8, 8], flag: 'True', 'with/slash': 'x' },
        metrics: { loss: 0.25, odd: Infinity },
        tags: { team: 'theirs', version: '1.10' },
        environment: { source: '-c' },
        unflushed: [],
      });
      expect(info.endedAt).toBeGreaterThanOrEqual(info.startedAt ?? Infinity);
      expect(await stores.experiments.metricSeries(runs.done, 'loss', { fromStep: 1, toStep: 2 })).toEqual([
        { key: 'loss', step: 1, value: 0.5, time: 1_001 },
        { key: 'loss', step: 2, value: 1 / 3, time: 1_002 },
      ]);
      expect(await stores.experiments.getRecorder(runs.killed)).toMatchObject({ name: 'killed', status: 'FAILED' });
      expect((await stores.experiments.getRecorder(runs.nested))?.tags['mlflow.parentRunId']).toBe(runs.done);
    });

    it('is listed and filtered here', async () => {
      expect(await found({})).toEqual(['done', 'nested', 'killed']);
      expect(await found({}, true)).toEqual(['deleted']);
      expect(await found({ status: 'FAILED' })).toEqual(['killed']);
      expect(await found({ 'params.lr': { $lt: 0.001 }, 'params.model.class': 'Lasso' })).toEqual(['done']);
      expect(await found({ 'metrics.loss': { $gt: 1 } })).toEqual(['nested']);
      expect(await found({ 'tags.team': 'theirs' })).toEqual(['done']);
    });

    it('gives its files, with size and hash', async () => {
      const recorder = await experiments.open(runs.done);
      const infos: readonly ArtifactInfo[] = await recorder.listArtifacts();
      expect(infos.map(({ name }) => name)).toEqual(['conf/model.json', 'notes.txt', 'pred']);
      expect(infos[1]).toMatchObject({
        size: 5,
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      });
      const pred = await recorder.loadObject('pred');
      expect(Frame.isFrame(pred) && [...pred.column('score')]).toEqual([0.5, -1]);
    });

    it('can be gone on with here, and both see all of it', async () => {
      const recorder = await experiments.resume(runs.killed);
      await recorder.logParams({ resumed: true });
      await recorder.saveObject('note', { a: new Map([[1, 2]]) });
      await recorder.end();
      const seen = await python.run(
        'run = client.get_run(arg); answer = [run.info.status, run.data.params, [f.path for f in client.list_artifacts(arg)]]',
        runs.killed,
      );
      expect(seen).toEqual(['FINISHED', { resumed: 'true' }, ['note']]);
    }, 60_000);

    it('removes one of its files, and never a folder by its name', async () => {
      const owner = {
        kind: 'recorder',
        storeId: (await stores.experiments.identity()).storeId,
        experimentId,
        recorderId: runs.done,
      } as const;
      await stores.artifacts.remove(owner, 'conf');
      expect(await stores.artifacts.stat(owner, 'conf/model.json')).toMatchObject({ name: 'conf/model.json' });
      await stores.artifacts.remove(owner, 'notes.txt');
      expect(await stores.artifacts.stat(owner, 'notes.txt')).toBeUndefined();
      await expect(stores.artifacts.get(owner, 'notes.txt').next()).rejects.toBeInstanceOf(ArtifactMissingError);
      await stores.artifacts.put(owner, 'conf', new Uint8Array([1, 2, 3]));
      expect((await stores.artifacts.list(owner)).map(({ name }) => name)).toEqual(['conf', 'conf/model.json', 'pred']);
    });
  });

  it('gives a name back that MLflow’s page deleted an experiment under', async () => {
    const name = `deleted there ${randomUUID()}`;
    const { id } = await stores.experiments.getOrCreate(name);
    await python.run('client.delete_experiment(arg)', id);
    expect(await stores.experiments.get({ id })).toMatchObject({ name, deleted: true });
    const next = await stores.experiments.getOrCreate(name);
    expect(next.id).not.toBe(id);
    await expect(stores.experiments.restore(id)).rejects.toMatchObject({
      code: 'EXPERIMENT_NAME_TAKEN',
      takenBy: next.id,
    });
  }, 60_000);
});
