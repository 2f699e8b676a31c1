import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { inPipe, PipedCommand } from './process/command-line.js';
import { TerminalCommand } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-watch-'));
const store = `sqlite:${join(folder, 'store')}`;
const here = { cwd: folder, env: { WINDROW_STORE: store } };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pool(name: string, tasks: number, maxAttempts = 1) {
  const windrow = await createWindrow({ store });
  const manager = windrow.pool(name, { codeVersion: false });
  const definitions = Array.from({ length: tasks }, (_, n) => ({ n }));
  await manager.createTasks(definitions, { maxAttempts });
  return { windrow, manager, [Symbol.asyncDispose]: () => windrow.close() };
}

describe('windrow pool watch', () => {
  it('on a terminal redraws in place within the width, and Ctrl-C leaves it clean', async () => {
    await using watched = await pool('live', 3);
    const { windrow, manager } = watched;
    const presence = {
      workerId: 'node-7:42:abcdef',
      pool: 'live',
      host: 'node-7',
      pid: 42,
      state: 'busy',
      startedAt: 0,
      held: ['task-one'],
      routes: [''],
      from: 'waiting',
      rssBytes: 1,
      versions: {},
    } as const;
    await windrow.tasks.announce(presence, 60_000);
    const command = new TerminalCommand(['pool', 'watch', 'live'], { ...here, columns: 80, rows: 14 });
    await command.until((screen) => screen.includes('waiting 3') && screen.includes('holds task-one'));
    await manager.withTask({}, () => 1);
    await command.until((screen) => screen.includes('done 1'));
    const why = `no data ${'for a very long reason '.repeat(9)}`;
    await manager.withTask({}, () => Promise.reject(new Error(why))).catch(() => {});
    await command.until((screen) => screen.includes('failed 1') && screen.includes('Error: no data'));
    expect(command.wrapped).toBe(false);
    expect(command.screen.match(/waiting \d/g)).toEqual(['waiting 1']);
    command.resize(40, 14);
    await command.until((screen) => screen.includes('waiting 1'));
    command.type('\x03');
    const { code, raw, screen } = await command.ended;
    expect(code).toBe(0);
    expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
    // The terminal may show what was typed before the command takes its place.
    expect(raw.slice(raw.lastIndexOf('\n') + 1).replace('^C', '')).toBe('\x1b[?25h');
    expect(screen).toContain('waiting 1');
  });

  it('in a pipe gives one plain line for each change, with --json one object a line', async () => {
    await using watched = await pool('lines', 2);
    const piped = new PipedCommand(['pool', 'watch', 'lines', '--interval', '100ms'], here);
    const json = new PipedCommand(['pool', 'watch', 'lines', '--interval', '100ms', '--json'], here);
    await Promise.all([piped.until((text) => text.includes('waiting 2')), json.until((text) => text.includes('\n'))]);
    await watched.manager.withTask({}, () => 1);
    const seen = (text: string) => /"?done"?:? ?1/.test(text);
    await Promise.all([piped.until(seen), json.until(seen)]);
    piped.signal('SIGINT');
    json.signal('SIGINT');
    const [plain, objects] = await Promise.all([piped.ended, json.ended]);
    expect([plain.code, objects.code]).toEqual([0, 0]);
    const lines = plain.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\S+Z {2}lines {2}waiting 2 {2}running 0 {2}part_done 0 {2}done 0 .*0 workers$/);
    expect(new Set(lines.map((line) => line.replace(/^\S+/, ''))).size).toBe(lines.length);
    expect(plain.stdout).not.toContain('\x1b');
    const last = JSON.parse(objects.stdout.trimEnd().split('\n').at(-1) as string) as object;
    expect(last).toMatchObject({ schema: 'windrow/pool-watch/1', pool: 'lines', counts: { done: 1, waiting: 1 } });
  });
});

describe('windrow pool wait', () => {
  it('on a terminal shows progress; Ctrl-C ends it with 130, and the tasks are as they were', async () => {
    await using waited = await pool('waited', 4);
    await waited.manager.withTask({}, () => 1);
    const command = new TerminalCommand(['pool', 'wait', 'waited'], here);
    await command.until((screen) => screen.includes('1/4'));
    expect(command.screen).toContain('0 workers');
    command.type('\x03');
    const { code, screen, raw } = await command.ended;
    expect(code).toBe(130);
    expect(screen).toContain('Stopped. The tasks of pool waited go on; wait again when you like.');
    expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
    expect(await waited.manager.stat()).toMatchObject({ waiting: 3, done: 1 });
  });

  it('in a pipe says nothing until the end; SIGINT is 130 there too, with --json an error object', async () => {
    await using waited = await pool('piped', 1, 2);
    // A lease that runs out at once: the wait is under way when it has given that task back.
    await waited.manager.fetchTask({ leaseMs: 100, renew: false });
    const command = new PipedCommand(['pool', 'wait', 'piped', '--json'], here);
    await expect.poll(() => waited.manager.stat(), { timeout: 30_000 }).toMatchObject({ waiting: 1 });
    const short = await inPipe(['pool', 'wait', 'piped', '--timeout', '300ms', '--json'], here);
    expect(short.code).toBe(4);
    expect(JSON.parse(short.stdout)).toMatchObject({ schema: 'windrow/error/1', error: { code: 'WAIT_TIMEOUT' } });
    command.signal('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    expect(stderr).toBe('');
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'INTERRUPTED' } });
    await waited.manager.withTask({}, () => 1);
    const [done, terminal] = await Promise.all([
      inPipe(['pool', 'wait', 'piped'], here),
      new TerminalCommand(['pool', 'wait', 'piped'], here).ended,
    ]);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toContain('done           1');
    expect(terminal.code).toBe(0);
  });
});
