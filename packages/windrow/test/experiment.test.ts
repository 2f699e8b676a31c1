import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow, type Recorder } from '../src/index.js';
import { bothWays } from './process/both-ways.js';
import { inPipe } from './process/command-line.js';
import { onTerminal, TerminalCommand } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-experiment-'));
const store = `sqlite:${join(folder, 'store')}`;
const here = { cwd: folder, env: { WINDROW_STORE: store } };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids: string[] = [];
beforeAll(async () => {
  await using windrow = await createWindrow({ store });
  for (const [at, alpha] of [0.05, 0.5, 5].entries()) {
    await windrow.experiments.start(
      'rolling',
      async (recorder) => {
        ids.push(recorder.id);
        await recorder.logParams({ model: { class: 'RidgeModel', kwargs: { alpha } }, market: '沪深三百' });
        await recorder.logSeries(
          'loss',
          Array.from({ length: 500 }, (_, step) => ({ step, value: alpha / (step + 1) })),
        );
        await recorder.logMetrics({ ic: 0.1 * at });
        await recorder.setTags({ desk: at === 0 ? 'energy' : 'metals' });
        await recorder.saveObject('pred', [1, 2, 3]);
      },
      { recorder: `alpha-${alpha}` },
    );
  }
});

describe('windrow experiment (experiment contract, rules 2, 3 and 6: find what runs recorded)', () => {
  it('list shows every experiment in a pipe, on a terminal and as JSON', async () => {
    const { piped, terminal, json } = await bothWays(['experiment', 'list'], here);
    expect(piped.stdout).toMatch(/^experiment +id +created\nrolling +\S+ +\d{4}-\d\d-\d\dT[\d:]+Z\n$/);
    expect(terminal.screen).toContain('rolling');
    expect(json).toMatchObject({ schema: 'windrow/experiment-list/1', experiments: [{ name: 'rolling' }] });
  });

  it('show lists recorders by a filter, and says how to go on', async () => {
    const filter = '{"params.model.kwargs.alpha":{"$gt":0.1}}';
    const { piped, terminal, json } = await bothWays(
      ['experiment', 'show', 'rolling', '--filter', filter, '--status', 'finished', '--limit', '1'],
      here,
    );
    expect(piped.stdout).toContain('alpha-0.5');
    expect(piped.stdout).not.toContain('alpha-0.05');
    expect(piped.stdout).not.toContain('alpha-5 ');
    expect(terminal.screen).toContain('FINISHED');
    expect(terminal.raw).toContain('\x1b[32mFINISHED');
    const cursor = json['cursor'] as string;
    expect(piped.stdout).toContain(`--cursor ${cursor}`);
    const next = await inPipe(
      ['experiment', 'show', 'rolling', '--filter', filter, '--limit', '1', '--cursor', cursor, '--json'],
      here,
    );
    expect(JSON.parse(next.stdout)).toMatchObject({ recorders: [{ name: 'alpha-5' }] });
  });

  it('show tells all of one recorder; a terminal draws its series', async () => {
    const { piped, terminal, json } = await bothWays(['experiment', 'show', 'rolling', 'alpha-0.05'], here);
    for (const text of [piped.stdout, terminal.screen]) {
      expect(text).toMatch(/model\.kwargs\.alpha +0\.05/);
      expect(text).toMatch(/desk +energy/);
      expect(text).toMatch(/pred +\d+ B/);
      expect(text).toMatch(/loss +0\.0001/);
    }
    expect(terminal.screen).toMatch(/loss +0\.0001 +█▁+/);
    expect(terminal.wrapped).toBe(false);
    expect(piped.stdout).not.toMatch(/[▁█]/);
    expect(json).toMatchObject({ schema: 'windrow/recorder-show/1', recorder: { id: ids[0] }, series: {} });
  });

  it('show --metric gives the points of one series, thinned', async () => {
    const { stdout } = await inPipe(
      ['experiment', 'show', 'rolling', ids[0] as string, '--metric', 'loss', '--points', '5', '--json'],
      here,
    );
    const { loss } = (JSON.parse(stdout) as { series: Record<string, { step: number }[]> }).series;
    expect(loss?.length).toBeLessThanOrEqual(15);
    expect(loss?.at(-1)?.step).toBe(499);
    const wrong = await inPipe(['experiment', 'show', 'rolling', ids[0] as string, '--metric', 'los'], here);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('it has ic loss') as string });
  });

  it('compare shows params that differ, last metrics and tags side by side; --all the others too', async () => {
    const { piped, terminal, json } = await bothWays(['experiment', 'compare', 'rolling'], here);
    expect(piped.stdout).toMatch(/param model\.kwargs\.alpha +0\.05 +0\.5 +5\n/);
    expect(piped.stdout).toMatch(/metric ic +0 +0\.1 +0\.2\n/);
    expect(piped.stdout).toMatch(/tag desk +energy +metals +metals\n/);
    expect(piped.stdout).not.toContain('RidgeModel');
    expect(piped.stdout).toContain('2 params are the same everywhere; --all shows them.');
    expect(terminal.screen).toMatch(/param model\.kwargs\.alpha +0\.05 +0\.5 +5/);
    expect(json).toMatchObject({
      schema: 'windrow/experiment-compare/1',
      params: [{ name: 'model.kwargs.alpha', values: [0.05, 0.5, 5] }],
      sameParams: 2,
    });
    const all = await inPipe(['experiment', 'compare', 'rolling', 'alpha-5', 'alpha-0.5', '--all'], here);
    expect(all.stdout).toMatch(/param model\.class +RidgeModel +RidgeModel\n/);
    expect(all.stdout).toMatch(/param market +沪深三百 +沪深三百\n/);
  });

  it('compare fits a narrow terminal: recorders go below one another, wide characters count as two', async () => {
    const narrow = await onTerminal(['experiment', 'compare', 'rolling', '--all'], { ...here, columns: 50, rows: 60 });
    expect(narrow.screen.match(/param market/g)).toHaveLength(3);
    expect(narrow.screen).toContain('沪深三百');
    for (const line of narrow.screen.split('\n')) expect(line.length).toBeLessThanOrEqual(50);
  });

  it('an experiment or a recorder that is not there is named, with the nearest', async () => {
    const { piped, jsonCode, json } = await bothWays(['experiment', 'show', 'roling'], here);
    expect(piped).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'There is no experiment "roling". Did you mean "rolling"?\n',
    });
    expect(jsonCode).toBe(1);
    expect(json).toMatchObject({ schema: 'windrow/error/1', error: { code: 'EXPERIMENT_NOT_FOUND' } });
    expect((await inPipe(['experiment', 'show', 'rolling', 'nobody'], here)).code).toBe(1);
  });
});

describe('windrow experiment export and import (one portable file with checksums)', () => {
  const file = join(folder, 'rolling.tar');
  const read = (name: string) => createHash('sha256').update(readFileSync(name)).digest('hex');

  it('what was exported on a terminal is imported from a pipe, with params, series, tags and artifacts', async () => {
    const exported = await onTerminal(['experiment', 'export', 'rolling', file], here);
    expect(exported.code).toBe(0);
    expect(exported.screen).toMatch(/3 recorders of experiment rolling, [\d.]+ kB\.$/);
    const imported = await inPipe(['experiment', 'import', file, '--name', 'again', '--json'], here);
    expect(JSON.parse(imported.stdout)).toMatchObject({ schema: 'windrow/experiment-import/1', recorders: 3 });
    await using windrow = await createWindrow({ store });
    const again = await windrow.experiments.get('again');
    const recorders: Recorder[] = [];
    for await (const recorder of again.recorders()) recorders.push(recorder);
    expect(recorders.map(({ name }) => name)).toEqual(['alpha-0.05', 'alpha-0.5', 'alpha-5']);
    expect(await recorders[2]?.loadObject('pred')).toEqual([1, 2, 3]);
    expect((await recorders[2]?.metricSeries('loss'))?.length).toBe(500);
  });

  it('a file that is there is replaced only when a person says so', async () => {
    writeFileSync(join(folder, 'kept.tar'), 'mine');
    const args = ['experiment', 'export', 'rolling', 'kept.tar'];
    const refused = await inPipe(args, here);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Replace kept.tar?') as string });
    const asked = new TerminalCommand(args, here);
    await asked.until((screen) => screen.includes('Replace kept.tar?'));
    asked.type('n');
    expect((await asked.ended).screen).toContain('Nothing was done.');
    expect(readFileSync(join(folder, 'kept.tar'), 'utf8')).toBe('mine');
    expect((await inPipe([...args, '--yes'], here)).code).toBe(0);
    expect(read(join(folder, 'kept.tar'))).toBe(read(file));
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('of a damaged file, a cut one and one that is none, nothing at all is written', async () => {
    const bytes = readFileSync(file);
    const flipped = Buffer.from(bytes);
    // In a metric's value near the end of the file, where everything before it was fine.
    const at = flipped.lastIndexOf('[499,');
    flipped[at + 5] = (flipped[at + 5] as number) ^ 1;
    const files = { flipped, cut: bytes.subarray(0, bytes.length / 2), none: Buffer.from('not a tar file') };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content);
      // A store that never was: an import that wrote anything would have made an experiment in it.
      const fresh = { cwd: folder, env: { WINDROW_STORE: `sqlite:${join(folder, `store-${name}`)}` } };
      const { code, stderr } = await inPipe(['experiment', 'import', name], fresh);
      expect([name, code]).toEqual([name, 1]);
      expect(stderr).toContain('cannot be imported');
      await using windrow = await createWindrow({ store: fresh.env.WINDROW_STORE });
      expect(await windrow.experimentStore.list({ deleted: false, limit: 9 })).toMatchObject({ experiments: [] });
      expect(await windrow.experimentStore.list({ deleted: true, limit: 9 })).toMatchObject({ experiments: [] });
    }
  });

  it('a file that is not there is exit code 2, a taken name 1', async () => {
    expect((await inPipe(['experiment', 'import', 'nowhere.tar'], here)).code).toBe(2);
    copyFileSync(file, join(folder, 'copy.tar'));
    const taken = await onTerminal(['experiment', 'import', 'copy.tar'], here);
    expect(taken.code).toBe(1);
    expect(taken.screen).toContain('The name "rolling" belongs to the living experiment');
    expect(existsSync(join(folder, 'copy.tar'))).toBe(true);
  });
});

describe('windrow experiment gc (artifact contract, rule 4)', () => {
  it('says what would go, asks on a terminal, refuses in a pipe without --yes, and then removes it', async () => {
    const lost = { kind: 'recorder', experimentId: 'gone', recorderId: 'gone' } as const;
    {
      await using windrow = await createWindrow({ store });
      const { storeId } = await windrow.experimentStore.identity();
      await windrow.artifacts.put({ ...lost, storeId }, 'left-behind', Buffer.from('12345'));
    }
    const gc = ['experiment', 'gc', '--grace', '0s'];
    const { piped, terminal, json } = await bothWays([...gc, '--dry-run'], here);
    expect(piped.stdout).toContain('Would remove 1 artifacts, 5 B.');
    expect(terminal.screen).toContain('Would remove 1 artifacts, 5 B.');
    expect(json).toMatchObject({ schema: 'windrow/experiment-gc/1', dryRun: true, removed: 1, bytes: 5 });
    expect(await inPipe(gc, here)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') as string });
    const asked = new TerminalCommand(gc, here);
    await asked.until((screen) => screen.includes('Remove 1 artifacts (5 B) that nothing points at?'));
    asked.type('y');
    expect((await asked.ended).screen).toContain('Removed 1 artifacts, 5 B.');
    expect((await inPipe([...gc, '--dry-run', '--json'], here)).stdout).toContain('"removed":0');
    expect((await inPipe(['experiment', 'show', 'rolling', ids[0] as string], here)).stdout).toContain('pred');
  });
});
