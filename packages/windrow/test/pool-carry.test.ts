import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { inPipe, PipedCommand } from './process/command-line.js';
import { onTerminal } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-carry-'));
const urlOf = (name: string) => `sqlite:${join(folder, name)}`;
const at = (name: string) => ({ cwd: folder, env: { WINDROW_STORE: urlOf(name) } });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LARGE = new Uint8Array(200_000).fill(7);

beforeAll(async () => {
  await using windrow = await createWindrow({ store: urlOf('from') });
  const manager = windrow.pool('rolling', { codeVersion: false });
  await manager.createTasks([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }], { tags: { desk: 'energy' }, maxAttempts: 1 });
  await manager.withTask({}, () => LARGE);
  await manager.withTask({}, () => ({ ic: 0.5 }));
  await manager.withTask({}, () => Promise.reject(new Error('no data'))).catch(() => {});
  await manager.configure({ maxAttempts: 7 });
});

/** All of a pool's tasks but the submission numbers, which are each store's own. */
async function pool(store: string, name: string) {
  await using windrow = await createWindrow({ store: urlOf(store) });
  const select = ['definition', 'result', 'stepResult', 'history', 'progress'] as const;
  const tasks = [];
  for await (const { seq, ...task } of windrow.pool(name).query({}, { select })) tasks.push(task);
  return { tasks, settings: (await windrow.tasks.settings(name)).values };
}

describe('windrow pool export and import (one portable file with checksums)', () => {
  it('carries all that tasks have to another store: history, times, fences, results (large ones too), errors and settings', async () => {
    const exported = await onTerminal(['pool', 'export', 'rolling', 'rolling.tar'], at('from'));
    expect(exported.screen).toMatch(/rolling\.tar: 4 tasks of pool rolling, \d+ kB\.$/);
    expect(exported.code).toBe(0);
    const imported = await inPipe(['pool', 'import', 'rolling.tar', '--json'], at('to'));
    expect(JSON.parse(imported.stdout)).toMatchObject({
      schema: 'windrow/pool-import/1',
      pool: 'rolling',
      tasks: 4,
      largeResults: 1,
    });
    expect(await pool('to', 'rolling')).toEqual(await pool('from', 'rolling'));
    const again = await onTerminal(['pool', 'import', 'rolling.tar'], at('to'));
    expect(again).toMatchObject({ code: 0, screen: 'Pool rolling has the 4 tasks of rolling.tar.' });
    const renamed = await inPipe(['pool', 'import', 'rolling.tar', '--name', 'copy'], at('to'));
    expect(renamed).toMatchObject({ code: 0, stdout: 'Pool copy has the 4 tasks of rolling.tar.\n' });
    expect(await pool('to', 'copy')).toEqual(await pool('from', 'rolling'));
  });

  it('a pipe gets one line and --json one object; an existing file is not replaced unasked', async () => {
    const piped = await inPipe(['pool', 'export', 'rolling', 'second.tar'], at('from'));
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    expect(piped.stdout).toMatch(/^second\.tar: 4 tasks of pool rolling, \d+ kB\.\n$/);
    const refused = await inPipe(['pool', 'export', 'rolling', 'second.tar', '--json'], at('from'));
    expect(refused).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({ schema: 'windrow/error/1', error: { code: 'USAGE' } });
  });

  it('a damaged file is refused before any write', async () => {
    const bytes = readFileSync(join(folder, 'second.tar'));
    const place = bytes.indexOf('"RangeError"') + 3 || bytes.length / 2;
    bytes[place] = (bytes[place] as number) ^ 1;
    writeFileSync(join(folder, 'damaged.tar'), bytes);
    const [piped, terminal] = await Promise.all([
      inPipe(['pool', 'import', 'damaged.tar'], at('fresh')),
      onTerminal(['pool', 'import', 'damaged.tar'], at('fresh')),
    ]);
    expect(piped).toMatchObject({ code: 1, stdout: '' });
    expect(terminal.code).toBe(1);
    for (const said of [piped.stderr, terminal.screen]) expect(said).toContain("The pool's file cannot be imported");
    await using windrow = await createWindrow({ store: urlOf('fresh') });
    expect(await windrow.tasks.pools()).toEqual([]);
  });

  it('an import that was killed goes on where it was, and nobody works on what is there before', async () => {
    await using source = await createWindrow({ store: urlOf('many') });
    const manager = source.pool('many', { codeVersion: 'v1' });
    await manager.createTasks(Array.from({ length: 6_000 }, (_, n) => ({ n })));
    for (let n = 0; n < 5; n++) await (await manager.fetchTask())?.fail(new RangeError('none'), { delayMs: 0 });
    await manager.withTask({}, () => ({ ic: 0.5 }));
    await inPipe(['pool', 'export', 'many', 'many.tar'], at('many'));
    await using target = await createWindrow({ store: urlOf('killed') });
    const there = async () => Object.values(await target.tasks.count('many')).reduce((sum, count) => sum + count);
    const killed = new PipedCommand(['pool', 'import', 'many.tar'], at('killed'));
    await expect.poll(there, { interval: 5, timeout: 60_000 }).toBeGreaterThan(0);
    killed.signal('SIGKILL');
    expect(await killed.ended).toMatchObject({ code: null, stdout: '' });
    if ((await there()) < 6_000) expect(await target.pool('many').fetchTask()).toBeUndefined();
    const again = await inPipe(['pool', 'import', 'many.tar'], at('killed'));
    expect(again).toMatchObject({ code: 0, stdout: 'Pool many has the 6000 tasks of many.tar.\n' });
    expect(await pool('killed', 'many')).toEqual(await pool('many', 'many'));
  }, 120_000);
});
