import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../../src/index.js';
import { Project } from '../run/project.js';
import { KINDS } from './published.js';

const project = new Project();
afterAll(() => project.remove());

/** Which kinds were answered. Each answer was held to its published schema when its command ended. */
const seen = new Set<string>();
async function answer(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const given = await project.json(args);
  seen.add(String(given['schema']).split('/')[1] as string);
  return given;
}

beforeAll(async () => {
  await using windrow = await createWindrow({ store: `sqlite:${join(project.folder, '.windrow')}` });
  await windrow.pool('few', { codeVersion: false }).createTasks([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  await windrow.experiments.start(
    'odd',
    (recorder) => recorder.logMetrics({ loss: Number.NaN, gain: Number.POSITIVE_INFINITY }),
    { recorder: 'first' },
  );
});

describe('every --json answer is what its published schema says', () => {
  it('init, run, run --dry-run, a run with failed tasks', async () => {
    await answer('init', 'new');
    await answer('run', 'workflow.yaml', '--dry-run');
    await answer('run', 'workflow.yaml');
    project.write('fail', '');
    expect(await answer('run', 'workflow.yaml', '--experiment', 'failing')).toMatchObject({
      failed: [{ status: 'failed' }, { status: 'failed' }, { status: 'failed' }],
      recorders: expect.arrayContaining([null]),
    });
  });

  it('reading pools', async () => {
    const { tasks } = (await answer('pool', 'query', 'failing', '--filter', '{"status":"failed"}')) as {
      readonly tasks: readonly { readonly id: string }[];
    };
    const [pools, , shown] = await Promise.all([
      answer('pool', 'list'),
      answer('pool', 'stat', 'doubling'),
      answer('pool', 'show', 'failing', String(tasks[0]?.id)),
      answer('pool', 'wait', 'doubling'),
      answer('doctor'),
      answer('pool', 'stat', 'nowhere'),
    ]);
    expect(pools['pools']).toHaveLength(3);
    expect(shown['task']).toMatchObject({ status: 'failed', history: { attempts: [{ outcome: 'error' }] } });
    const watch = project.start(['pool', 'watch', 'doubling', '--json']);
    await watch.until((said) => said.includes('\n'));
    watch.signal('SIGINT');
    const { stdout } = await watch.ended;
    seen.add((JSON.parse(stdout) as { schema: string }).schema.split('/')[1] as string);
  });

  it('changing pools, and carrying them', async () => {
    const all = ['--filter', '{}', '--yes'];
    await answer('pool', 'pause', 'few');
    await answer('pool', 'resume', 'few');
    await answer('pool', 'prioritize', 'few', '5', ...all);
    expect(await answer('pool', 'cancel', 'few', '--filter', '{}', '--dry-run')).toMatchObject({ dryRun: true });
    await answer('pool', 'cancel', 'few', '--filter', '{"definition.n":{"$lt":3}}', '--yes');
    await answer('pool', 'retry', 'few');
    await answer('pool', 'reset', 'few', ...all);
    await answer('pool', 'reap', 'few');
    await answer('pool', 'export', 'doubling', 'doubling.tar');
    await answer('pool', 'import', 'doubling.tar', '--name', 'again');
    await answer('pool', 'remove', 'few', ...all);
    await answer('worker', 'doubling', '--until-empty');
  });

  it('experiments', async () => {
    await Promise.all([
      answer('experiment', 'list', '--limit', '1'),
      answer('experiment', 'show', 'doubling', '--limit', '1'),
      answer('experiment', 'compare', 'doubling', '--limit', '2', '--all'),
    ]);
    expect(await answer('experiment', 'show', 'odd', 'first', '--metric', 'loss')).toMatchObject({
      recorder: { metrics: { loss: 'NaN', gain: 'Infinity' } },
      series: { loss: [{ value: 'NaN' }] },
    });
    await answer('experiment', 'export', 'doubling', 'experiment.tar');
    await answer('experiment', 'import', 'experiment.tar', '--name', 'copy');
    await answer('experiment', 'gc', '--dry-run');
  });

  it('and no kind was left out', () => {
    expect([...seen].sort()).toEqual([...KINDS].sort());
  });
});
