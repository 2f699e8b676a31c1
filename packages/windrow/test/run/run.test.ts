import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './project.js';

let project: Project;
beforeAll(() => {
  project = new Project();
});
afterAll(() => project.remove());

const path = (file: string): string => join(project.folder, file);
const lines = (file: string): number => readFileSync(path(file), 'utf8').trim().split('\n').length;

describe('windrow run in a pipe (parity: qrun)', () => {
  it('--dry-run shows tasks, models and windows, and touches nothing', async () => {
    const { code, stdout } = await project.run(['run', 'workflow.yaml', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '6 tasks for pool doubling, experiment doubling. Nothing was stored.\n2 models:\nbias\n0\n3\n',
    );
    expect(stdout).toContain(
      '3 windows, sliding, every 10 steps of "data", tests of 10; all else ends 1 before the test',
    );
    expect(stdout).toMatch(/█+.* {2}2024-01-21 … 2024-01-30/);
    expect(existsSync(path('.windrow'))).toBe(false);
    const plan = await project.json(['run', 'workflow.yaml', '--dry-run', '--set', 'model.kwargs.bias=7']);
    expect(plan).toMatchObject({
      schema: 'windrow/run-plan/1',
      keyNames: ['bias'],
      keys: expect.arrayContaining([[3, '2024-01-21']]),
    });
  });

  it('trains, collects, ensembles, scores and writes; the table stands on standard output alone', async () => {
    const { code, stdout, stderr } = await project.run(['run', 'workflow.yaml'], { TRAINED: path('first') });
    expect(code, stderr).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'forecast  bias  rows      RMSE       MAE',
      'rolling   0       30    0.0000    0.0000',
      'rolling   3       30    3.0000    3.0000',
      'average   ·       30    1.5000    1.5000',
      '',
    ]);
    expect(stdout).toMatch(
      /^6 tasks; \d+\.\d s\.\nRecorders: experiment doubling, pool doubling, store sqlite:.*\nWrote forecast\.csv\n$/m,
    );
    expect(stderr).toContain('6 of 6 tasks (100 %)');
    expect(readFileSync(path('forecast.csv'), 'utf8').split('\n').slice(0, 2)).toEqual([
      'datetime,score',
      '2024-01-21,43.5',
    ]);
    expect(lines('first')).toBe(6);
  });

  it('run again trains nothing; another process may read its recorders', async () => {
    const again = await project.json(['run', 'workflow.yaml'], { TRAINED: path('second') });
    expect(again).toMatchObject({ schema: 'windrow/run/1', tasks: 6, reused: 6, failed: [] });
    expect(existsSync(path('second'))).toBe(false);
    expect(again['scores']).toEqual([
      { step: 'rolling', key: [0], names: ['bias'], rows: 30, metrics: { RMSE: 0, MAE: 0 } },
      { step: 'rolling', key: [3], names: ['bias'], rows: 30, metrics: { RMSE: 3, MAE: 3 } },
      { step: 'average', key: [], names: [], rows: 30, metrics: { RMSE: 1.5, MAE: 1.5 } },
    ]);
  });

  it('--set, --pool, --experiment and --output say it for one run', async () => {
    project.write(
      'one.yaml',
      `${readFileSync(path('workflow.yaml'), 'utf8')
        .replace(/generate:[\s\S]*?trainer:/, 'trainer:')
        .replace(/ensemble:.*\n/, '')}`,
    );
    const run = await project.json([
      'run',
      'one.yaml',
      '--set',
      'model.kwargs.bias=7',
      '--pool',
      'p',
      '--experiment',
      'e',
      '--output',
      'elsewhere',
    ]);
    expect(run).toMatchObject({ pool: 'p', experiment: 'e', tasks: 1, files: [path('elsewhere/forecast.csv')] });
    expect(run['scores']).toMatchObject([{ step: 'task', key: [], metrics: { RMSE: 7, MAE: 7 } }]);
  });

  it('tasks that fail are told, which and why; nothing is collected; exit code 1; --retry-failed goes on', async () => {
    project.write('fail', '');
    const args = ['run', 'workflow.yaml', '--experiment', 'failing', '--output', 'none'];
    const { code, stdout } = await project.run(args, { TRAINED: path('third') });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^task +bias +window +status +why\n/);
    expect(stdout.match(/ 3 +2024-\d\d-\d\d +failed +Error: no data for bias 3/g)).toHaveLength(3);
    expect(stdout).toContain('3 of 6 tasks did not train, so nothing was collected.');
    expect(stdout).toContain('run the same command with --retry-failed');
    expect(existsSync(path('none'))).toBe(false);
    rmSync(path('fail'));
    expect((await project.run(args)).code).toBe(1);
    expect(await project.json([...args, '--retry-failed'], { TRAINED: path('fourth') })).toMatchObject({
      failed: [],
      reused: 3,
    });
    expect([lines('third'), lines('fourth')]).toEqual([3, 3]);
  });

  it.each(['process', 'thread'])(
    'isolate: %s trains elsewhere, over a store in memory too, to the same end',
    async (isolate) => {
      const trained = `trained-${isolate}`;
      project.write(
        'isolated.yaml',
        readFileSync(path('workflow.yaml'), 'utf8').replace(
          'maxAttempts: 1',
          `maxAttempts: 1, isolate: ${isolate}, concurrency: 2`,
        ),
      );
      const args = ['--store', 'memory:', '--json', 'run', 'isolated.yaml', '--output', isolate];
      const started = project.start(args, { TRAINED: path(trained) });
      const { code, stdout, stderr } = await started.ended;
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ tasks: 6, failed: [] });
      expect(lines(trained)).toBe(6);
      const elsewhere = !readFileSync(path(trained), 'utf8').trim().split('\n').includes(String(started.pid));
      expect(elsewhere).toBe(isolate === 'process');
      expect(readFileSync(path(`${isolate}/forecast.csv`))).toEqual(readFileSync(path('forecast.csv')));
    },
  );

  it('isolate: process: a child that is killed costs its task one attempt, and the run goes on', async () => {
    project.write(
      'killed.yaml',
      readFileSync(path('workflow.yaml'), 'utf8').replace('maxAttempts: 1', 'maxAttempts: 2, isolate: process'),
    );
    const started = project.start(['--json', 'run', 'killed.yaml', '--experiment', 'killed', '--output', 'killed'], {
      TRAINED: path('killed-by'),
      SLOW_MS: '300',
    });
    await expect.poll(() => existsSync(path('killed-by')), { timeout: 50_000 }).toBe(true);
    process.kill(Number(readFileSync(path('killed-by'), 'utf8').split('\n')[0]), 'SIGKILL');
    const { code, stdout, stderr } = await started.ended;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tasks: 6, failed: [] });
    expect(new Set(readFileSync(path('killed-by'), 'utf8').trim().split('\n')).size).toBe(2);
  });
});

const store = (): string => `sqlite:${path('untouched')}`;

describe('what is wrong is told before anything is stored, with exit code 2', () => {
  it.each([
    ['a key', 'generate:', 'genrate:', /^wrong\.yaml:10:1: "genrate" is no key of the file; did you mean "generate"\?/],
    [
      'a model',
      'class: Doubler',
      'class: Dubler',
      /^wrong\.yaml:3:19: There is no model named "Dubler"\. Did you mean "Doubler"\?/,
    ],
    ['a handler', 'class: Days', 'class: Day', /^wrong\.yaml:5:5: task\.dataset: There is no handler named "Day"/],
    [
      'a record of the reference',
      'class: SignalRecord',
      'class: PortAnaRecord',
      /^wrong\.yaml:9:20: There is no record named "PortAnaRecord": backtests/,
    ],
    ['arguments of a dataset', 'segments: { train', 'segmnts: { train', /^wrong\.yaml:5:5: /],
    ['a grid that leads nowhere', 'grid: { model.kwargs.bias', 'grid: { modl.kwargs.bias', /^wrong\.yaml:11:5: grid: /],
    [
      'a name to average by',
      'standardize: false',
      'by: [bais]',
      /^wrong\.yaml:14:39: "bais" is no part of the key; did you mean "bias"\?/,
    ],
    [
      'a key that tells nothing apart',
      'ensemble:',
      'collect: { key: [model.class] }\nensemble:',
      /^wrong\.yaml:14:12: different tasks have the key/,
    ],
  ])('%s', async (_, right, wrong, told) => {
    project.write('wrong.yaml', readFileSync(path('workflow.yaml'), 'utf8').replace(right, wrong));
    const { code, stdout, stderr } = await project.run([
      '--store',
      store(),
      'run',
      'wrong.yaml',
      '--experiment',
      'wrong',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(told);
  });

  it('and nothing of it was stored', async () => {
    expect(await project.json(['--store', store(), 'pool', 'list'])).toMatchObject({ pools: [] });
  });

  it('a file that is not there, a wrong --set', async () => {
    expect(await project.run(['run', 'nope.yaml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such file'),
    });
    expect(await project.run(['run', 'workflow.yaml', '--set', 'model'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--set takes a path and a value'),
    });
    expect(await project.run(['run', 'workflow.yaml', '--set', 'modl.kwargs.bias=1'])).toMatchObject({ code: 2 });
  });
});
