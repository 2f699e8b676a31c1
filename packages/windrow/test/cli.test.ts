import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { type Ended, inPipe } from './process/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-'));
const store = `sqlite:${join(folder, 'store')}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const windrow = (...args: readonly string[]): Promise<Ended> => inPipe(args, { cwd: folder });
const pool = (command: string, ...args: readonly string[]) => windrow('--store', store, 'pool', command, ...args);
const json = async (ended: Promise<Ended>) => JSON.parse((await ended).stdout) as Record<string, unknown>;

let ids: readonly string[];
beforeAll(async () => {
  await using windrow = await createWindrow({ store });
  const manager = windrow.pool('rolling', { codeVersion: false });
  ({ ids } = await manager.createTasks([{ n: 1 }, { n: 2 }, { n: 3 }], { maxAttempts: 1 }));
  await manager.withTask({}, () => 'fine');
  await manager.withTask({}, () => Promise.reject(new Error('no data for 2020'))).catch(() => {});
});

describe('windrow pool (parity: python -m …manage task_stat, wait, query)', () => {
  it('stat counts every status, zeros too, as a table and as JSON', async () => {
    const { code, stdout } = await pool('stat', 'rolling');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'status     tasks\nwaiting        1\nrunning        0\npart_done      0\ndone           1\nfailed         1\ncancelled      0\n0 workers alive\n',
    );
    expect(await json(windrow('--store', store, '--json', 'pool', 'stat', 'rolling'))).toMatchObject({
      schema: 'windrow/pool-stat/1',
      counts: { waiting: 1, done: 1, failed: 1 },
    });
  });

  it('query finds tasks by a filter; a bad filter is exit code 2 with the reason', async () => {
    const found = await pool('query', 'rolling', '--filter', '{"definition.n":2}');
    expect(found.stdout).toContain(ids[1]);
    expect(found.stdout.trim().split('\n')).toHaveLength(2);
    const refused = await pool('query', 'rolling', '--filter', '{"definition.n":{"$where":"1"}}');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('$where');
  });

  it('show tells the definition, each attempt and its error', async () => {
    const { stdout } = await pool('show', 'rolling', ids[1] as string);
    expect(stdout).toContain('Error: no data for 2020');
    expect(stdout).toContain('"n": 2');
  });

  it('a pool that does not exist is refused with the nearest names', async () => {
    expect(await pool('wait', 'roling')).toMatchObject({
      code: 1,
      stderr: 'There is no pool "roling". Did you mean "rolling"?\n',
    });
  });

  it('wait ends with 4 at its time-out', async () => {
    expect((await pool('wait', 'rolling', '--timeout', '200ms')).code).toBe(4);
  });

  it('what destroys does nothing in a pipe without --yes, and only tells with --dry-run', async () => {
    const refused = await pool('remove', 'rolling', ids[2] as string);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('say --yes to do it, or --dry-run');
    expect((await pool('remove', 'rolling', ids[2] as string, '--dry-run')).stdout).toContain('Would remove 1 tasks');
    expect((await json(windrow('--store', store, '--json', 'pool', 'stat', 'rolling')))['counts']).toMatchObject({
      waiting: 1,
    });
    expect((await pool('cancel', 'rolling', ids[2] as string, '--yes')).stdout).toBe('1 cancelled\n');
  });

  it('wait is 1 when a task failed; retry runs it again, same id', async () => {
    expect((await pool('wait', 'rolling')).code).toBe(1);
    expect((await pool('retry', 'rolling')).stdout).toBe('1 changed\n');
    expect((await pool('prioritize', 'rolling', '5', ids[1] as string)).stdout).toBe('1 changed\n');
    const shown = await json(windrow('--store', store, '--json', 'pool', 'show', 'rolling', ids[1] as string));
    expect(shown['task']).toMatchObject({ status: 'waiting', priority: 5, attempts: 0 });
  });

  it('list shows every pool', async () => {
    expect((await pool('list')).stdout).toMatch(/^pool +waiting .*\nrolling +1 /);
  });
});

describe('windrow', () => {
  it('--help names the exit codes; a wrong option is exit code 2', async () => {
    const help = await windrow('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Exit codes: 0 ok, 1 failed, 2 usage, 3 store unreachable, 4 time-out.');
    expect((await windrow('--nope')).code).toBe(2);
  });

  it('says what may have been meant, and where help is', async () => {
    expect((await pool('stat', 'no-name-like-that')).stderr).toContain('Did you mean "rolling"');
    expect((await windrow('--store', 'sqllite:x', 'pool', 'list')).stderr).toContain('Did you mean sqlite:?');
    const missing = await windrow('pool', 'stat');
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain("missing required argument 'pool'");
    expect(missing.stderr).toContain('--help after the command says what it takes');
    expect((await windrow('pool', 'wacth', 'rolling')).stderr).toContain('Did you mean watch?');
  });

  it('a store that cannot be opened is exit code 3, and its URL is not shown', async () => {
    const { code, stderr } = await windrow('--store', 'gopher://user:secret@host/db', 'pool', 'list');
    expect(code).toBe(3);
    expect(stderr).toContain('no store is known for gopher:');
    expect(stderr).not.toContain('secret');
  });

  it.each(['inline', 'thread', 'process'])(
    'worker --isolate %s trains with the plugins of windrow.config, and only those',
    async (isolate) => {
      const definition = { model: { class: 'Toy', kwargs: { isolate } }, dataset: { class: 'ToyData', kwargs: {} } };
      {
        await using windrow = await createWindrow({ store });
        await windrow.pool('toys', { codeVersion: false }).createTasks([definition], { maxAttempts: 1 });
      }
      writeFileSync(
        join(folder, 'windrow.config.mjs'),
        `import { writeFileSync } from 'node:fs';
         import { isMainThread } from 'node:worker_threads';
         const fit = () => writeFileSync('ran.json', JSON.stringify({ pid: process.pid, isMainThread }));
         const toy = { fit, predict() {}, save: () => ({}) };
         const data = { config: {}, segments: new Map(), features() {}, label() {} };
         export default { plugins: [{ name: 'toys', bindings: [], allowModules: [], overrides: false, components: [
           { kind: 'model', name: 'Toy', factory: { create: () => toy, load: () => toy } },
           { kind: 'dataset', name: 'ToyData', factory: { create: () => data } },
         ] }] };`,
      );
      const worker = ['--store', store, 'worker', 'toys', '--until-empty', '--isolate', isolate, '--json'];
      const { code, stdout, stderr } = await windrow(...worker);
      expect(code, stderr).toBe(0);
      const answer = JSON.parse(stdout) as { workerId: string; summary: object };
      expect(answer).toMatchObject({ schema: 'windrow/worker/1', summary: { started: 1, done: 1 } });
      const ran = JSON.parse(readFileSync(join(folder, 'ran.json'), 'utf8')) as { pid: number; isMainThread: boolean };
      const inWorker = answer.workerId.includes(`:${ran.pid}:`);
      expect({ inWorker, isMainThread: ran.isMainThread }).toEqual({
        inWorker: isolate !== 'process',
        isMainThread: isolate !== 'thread',
      });
    },
  );
});
