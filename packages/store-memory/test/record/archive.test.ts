import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Experiments, type Recorder } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { MemoryArtifactStore, MemoryExperimentStore } from '../../src/index.js';
import { faulty } from './faulty-store.js';

const frame = Frame.fromRows([{ datetime: '2020-01-01', instrument: 'A', score: 0.5 }]);
const UNUSUAL = [0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324];

function setUp() {
  const store = new MemoryExperimentStore();
  const artifacts = new MemoryArtifactStore({ maxBytes: 5_000_000 });
  return { store, artifacts, experiments: new Experiments(store, artifacts, { retries: 0, batchPoints: 7 }) };
}

async function filled(): Promise<Experiments> {
  const { experiments } = setUp();
  const task = { storeId: 's', pool: 'p', taskId: 't', fence: 3 };
  const run = async (recorder: Recorder): Promise<void> => {
    await recorder.logParams({ model: { class: 'Ridge', grid: [1, { a: null }] } });
    await recorder.logSeries(
      'loss "ü"\n',
      UNUSUAL.map((value, step) => ({ step: step * 3, value, time: 1_000 + step })),
    );
    await recorder.logMetrics({ ic: 0.2 });
    await recorder.saveObject('sig_analysis/ic', frame);
    await recorder.saveObject(`long/${'ä'.repeat(100)}/${'b'.repeat(200)}`, new Uint8Array(1_000_000).fill(7));
    await recorder.saveObject('empty', '');
  };
  await experiments.start('rolling', run, { recorder: 'first', tags: { a: 1, b: null }, task });
  const failing = experiments.start('rolling', () => Promise.reject(new Error('broke')), { recorder: 'second' });
  await expect(failing).rejects.toThrow('broke');
  await experiments.begin('rolling', { recorder: 'running' });
  await experiments.begin('rolling', { recorder: 'scheduled', status: 'SCHEDULED' });
  return experiments;
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** In pieces of a size that fits no block. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.byteLength; at += 7_001) yield bytes.subarray(at, at + 7_001);
}

async function recordersOf(experiments: Experiments, name: string): Promise<Recorder[]> {
  const found: Recorder[] = [];
  for await (const recorder of (await experiments.get(name)).recorders()) found.push(recorder);
  return found;
}

describe('export and import of an experiment', () => {
  it('brings all of it to another store', async () => {
    const source = await filled();
    const archive = await bytesOf((await source.get('rolling')).export());
    const { experiments } = setUp();
    const experiment = await experiments.import(pieces(archive));
    expect(experiment.name).toBe('rolling');
    const [before, after] = [await recordersOf(source, 'rolling'), await recordersOf(experiments, 'rolling')];
    expect(after.map(({ name, opened }) => [name, opened.status])).toEqual([
      ['first', 'FINISHED'],
      ['second', 'FAILED'],
      ['running', 'FAILED'],
      ['scheduled', 'SCHEDULED'],
    ]);
    const [was, is] = [before[0] as Recorder, after[0] as Recorder];
    const { tags, params, environment, unflushed } = await is.info();
    expect([tags, params, unflushed]).toEqual([was.opened.tags, was.opened.params, []]);
    expect(environment).toMatchObject({
      ...was.opened.environment,
      imported: {
        recorderId: was.id,
        experimentId: was.experimentId,
        status: 'FINISHED',
        createdAt: was.opened.createdAt,
        endedAt: was.opened.endedAt,
        task: { pool: 'p', taskId: 't', fence: 3 },
      },
    });
    expect(is.id).not.toBe(was.id);
    for (const key of ['loss "ü"\n', 'ic']) expect(await is.metricSeries(key)).toEqual(await was.metricSeries(key));
    const artifacts = async (recorder: Recorder) =>
      (await recorder.listArtifacts()).map(({ name, size, sha256 }) => [name, size, sha256]);
    expect(await artifacts(is)).toEqual(await artifacts(was));
    expect(await is.loadObject('sig_analysis/ic')).toSatisfy((read: Frame) => read.equals(frame));
  });

  it('is a tar file that other programs open, with checksums that they check', async () => {
    const archive = await bytesOf((await (await filled()).get('rolling')).export());
    const directory = await mkdtemp(join(tmpdir(), 'windrow-archive-'));
    try {
      await writeFile(join(directory, 'experiment.tar'), archive);
      execFileSync('tar', ['-xf', 'experiment.tar'], { cwd: directory });
      const sums = (await readFile(join(directory, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
      expect(sums.length).toBeGreaterThan(8);
      for (const line of sums) {
        const [sum, name] = line.split('  ') as [string, string];
        expect(
          createHash('sha256')
            .update(await readFile(join(directory, name)))
            .digest('hex'),
          name,
        ).toBe(sum);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('imports under another name, and refuses one that is taken', async () => {
    const source = await filled();
    const archive = await bytesOf((await source.get('rolling')).export());
    await expect(source.import(pieces(archive))).rejects.toMatchObject({ code: 'EXPERIMENT_NAME_TAKEN' });
    const copy = await source.import(pieces(archive), { name: 'copy' });
    expect([copy.name, (await recordersOf(source, 'copy')).length]).toEqual(['copy', 4]);
    expect(await recordersOf(source, 'rolling')).toHaveLength(4);
  });

  it('stops exporting when its reader does', async () => {
    const experiment = await (await filled()).get('rolling');
    let size = 0;
    for await (const piece of experiment.export()) {
      size += piece.byteLength;
      break;
    }
    expect(size).toBeGreaterThan(0);
  });
});

describe('an archive that is not as it should be', () => {
  type Entry = readonly [name: string, text: string, type?: 'symlink' | 'link' | 'directory'];

  async function tar(entries: readonly Entry[]): Promise<Buffer> {
    const made = pack();
    for (const [name, text, type = 'file'] of entries) {
      const linkname = type === 'file' ? '' : '/etc/passwd';
      made.entry({ name, type, ...(type === 'file' ? {} : { linkname }) }, type === 'file' ? text : '');
    }
    made.finalize();
    return bytesOf(made as AsyncIterable<Uint8Array>);
  }

  const manifest = (recorders: readonly string[] = ['r1']): Entry => [
    'windrow-experiment.json',
    JSON.stringify({
      format: 'windrow-experiment',
      version: 1,
      storeId: 's',
      experiment: { id: 'e', name: 'hostile', createdAt: 1 },
      recorders,
    }),
  ];
  const recorder = (id = 'r1', number = '00001'): Entry => [
    `recorders/${number}/recorder.json`,
    JSON.stringify({
      id,
      name: 'r',
      status: 'FINISHED',
      tags: {},
      params: {},
      environment: {},
      unflushed: [],
      times: { createdAt: 1, startedAt: null, endedAt: null },
      task: null,
    }),
  ];
  const sums: Entry = ['SHA256SUMS', ''];

  const cases: readonly (readonly [string, readonly Entry[]])[] = [
    ['nothing at all', []],
    ['no manifest first', [recorder(), manifest(), sums]],
    ['another format', [['windrow-experiment.json', '{"format":"zip"}'], sums]],
    [
      'a later version',
      [['windrow-experiment.json', (manifest()[1] as string).replace('"version":1', '"version":2')], sums],
    ],
    ['no checksums', [manifest(), recorder()]],
    ['a checksum missing', [manifest(), recorder(), sums]],
    ['checksums that are none', [manifest(), recorder(), ['SHA256SUMS', 'rm -rf /\n']]],
    ['a recorder missing', [manifest(['r1', 'r2']), recorder(), sums]],
    ['a recorder that was not announced', [manifest(), recorder('r9'), sums]],
    ['recorders out of order', [manifest(), recorder('r1', '00002'), sums]],
    ['an entry twice', [manifest(), recorder(), recorder(), sums]],
    [
      'an artifact that climbs',
      [manifest(), recorder(), ['recorders/00001/artifacts/../../../../etc/cron.d/x', 'x'], sums],
    ],
    ['an absolute artifact', [manifest(), recorder(), ['recorders/00001/artifacts//etc/passwd', 'x'], sums]],
    ['an entry beside the format', [manifest(), recorder(), ['../evil', 'x'], sums]],
    ['a symbolic link', [manifest(), recorder(), ['recorders/00001/artifacts/link', '', 'symlink'], sums]],
    ['a hard link', [manifest(), recorder(), ['recorders/00001/artifacts/link', '', 'link'], sums]],
    ['an artifact before its recorder', [manifest(), ['recorders/00001/artifacts/a', 'x'], sums]],
    [
      'metrics that are none',
      [manifest(), recorder(), ['recorders/00001/metrics/00001.jsonl', '{"key":"a"}\n[1,"x",2]\n'], sums],
    ],
    [
      'metrics cut off',
      [manifest(), recorder(), ['recorders/00001/metrics/00001.jsonl', '{"key":"a"}\n[1,1,2]'], sums],
    ],
    [
      'a metric without end',
      [manifest(), recorder(), ['recorders/00001/metrics/00001.jsonl', '{"key":"a"}\n'.padEnd(100_000, '1')], sums],
    ],
    [
      'an artifact that is too large',
      [manifest(), recorder(), ['recorders/00001/artifacts/a', 'x'.repeat(5_000_001)], sums],
    ],
  ];

  it.each(cases)('with %s is refused, and nothing of it is kept', async (_, entries) => {
    const { artifacts, experiments } = setUp();
    await expect(experiments.import(pieces(await tar(entries)))).rejects.toMatchObject({ code: 'EXPERIMENT_ARCHIVE' });
    for (const deleted of [false, true]) {
      for await (const left of experiments.list({ deleted })) expect.unreachable(`${left.name} is left`);
    }
    expect(await artifacts.owners({ limit: 1 })).toEqual({ owners: [] });
  });

  it('is found wherever one byte is changed or the rest is missing', async () => {
    const whole = await bytesOf((await (await filled()).get('rolling')).export());
    const inside = ['"createdAt"', 'recorder.json', 'Ridge', '"-Infinity"', 'ARROW1', 'windrow-object/1'].map((text) =>
      whole.indexOf(text),
    );
    // And in the middle of the large artifact, and in the checksums.
    const damaged = [...inside, 500_000, whole.byteLength - 2_500].map((at) => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] as number) ^ 0x01;
      return copy;
    });
    const cut = [100, 5_000, 600_000, whole.byteLength - 3_000].map((size) => whole.subarray(0, size));
    for (const archive of [...damaged, ...cut, Buffer.from('no tar at all'), Buffer.alloc(0)]) {
      const { experiments } = setUp();
      const outcome = await experiments.import(pieces(archive)).then(
        () => 'imported',
        (error: { readonly code?: string }) => error.code,
      );
      expect(outcome).toBe('EXPERIMENT_ARCHIVE');
      for await (const left of experiments.list()) expect.unreachable(`${left.name} is left`);
    }
  }, 60_000);

  it('is checked whole before anything is written, when it can be read twice', async () => {
    const whole = await bytesOf((await (await filled()).get('rolling')).export());
    const damaged = Buffer.from(whole);
    damaged[whole.byteLength - 2_500] = (damaged[whole.byteLength - 2_500] as number) ^ 0x01;
    for (const archive of [damaged, whole.subarray(0, 600_000)]) {
      const calls: string[] = [];
      const note = (method: string): undefined => void calls.push(method);
      const { store, artifacts } = setUp();
      const experiments = new Experiments(faulty(store, note), faulty(artifacts, note), { retries: 0 });
      await expect(experiments.import(() => pieces(archive))).rejects.toMatchObject({ code: 'EXPERIMENT_ARCHIVE' });
      expect(calls).toEqual([]);
    }
    const { experiments } = setUp();
    expect((await experiments.import(() => pieces(whole))).name).toBe('rolling');
  });

  it('throws what its source throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void> {
      yield (await tar([manifest(), recorder()])).subarray(0, 2_048);
      throw new Error('the line broke');
    }
    const { experiments } = setUp();
    await expect(experiments.import(broken())).rejects.toThrow('the line broke');
    for await (const left of experiments.list()) expect.unreachable(`${left.name} is left`);
  });
});
