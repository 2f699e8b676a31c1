import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerPresence } from '@windrow/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { bothWays } from './process/both-ways.js';
import { inPipe } from './process/command-line.js';
import { onTerminal } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-doctor-'));
const urlOf = (name: string) => `sqlite:${join(folder, name)}`;
const at = (name: string) => ({ cwd: folder, env: { WINDROW_STORE: urlOf(name) } });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const worker = (pool: string, more: Partial<WorkerPresence> = {}): WorkerPresence => ({
  workerId: `elsewhere:1:${pool}`,
  pool,
  host: 'elsewhere',
  pid: 1,
  state: 'idle',
  startedAt: 0,
  held: [],
  routes: [''],
  from: 'waiting',
  rssBytes: 1,
  versions: { windrow: '0.1.0' },
  ...more,
});

describe('windrow doctor', () => {
  it('finds nothing to do in a store that is well: exit code 0', async () => {
    {
      await using windrow = await createWindrow({ store: urlOf('well') });
      await windrow.pool('fine', { codeVersion: false }).createTasks([{ n: 1 }]);
      await windrow.tasks.announce(worker('fine'), 60_000);
    }
    const { piped, terminal, json, jsonCode } = await bothWays(['doctor'], at('well'));
    expect([piped.code, terminal.code, jsonCode]).toEqual([0, 0, 0]);
    for (const text of [piped.stdout, terminal.screen]) {
      expect(text).toMatch(/ok {7}clock: The store’s clock and this machine’s agree\./);
      expect(text).toMatch(/ok {7}indexes: All \d+ indexes are there\./);
      expect(text).toMatch(/ok {7}fine: tasks: 1 wait, 0 run, 1 workers are alive\./);
      expect(text.trimEnd().endsWith('Nothing needs doing.')).toBe(true);
    }
    expect(json).toMatchObject({ schema: 'windrow/doctor/1', ok: true, problems: 0 });
  });

  it('says what is stuck and what to do about each: exit code 1', async () => {
    const gone = spawnSync(process.execPath, ['-e', '0']).pid;
    const dead = `${hostname()}:${gone}:dead`;
    {
      await using windrow = await createWindrow({ store: urlOf('ill') });
      const make = async (name: string, options: object = {}, workerId = 'x') => {
        const manager = windrow.pool(name, { codeVersion: false, workerId });
        await manager.createTasks([{ name }], { maxAttempts: 1, ...options });
        return manager;
      };
      await make('lonely');
      await make('gpus', { requires: ['gpu', 'memory=64g'] });
      await windrow.tasks.announce(worker('gpus'), 60_000);
      await (await make('paused')).configure({ paused: true });
      await (await make('crashed', {}, dead)).fetchTask({ leaseMs: 600_000, renew: false });
      await (await make('scripted', {}, 'elsewhere:7:script')).fetchTask({ leaseMs: 600_000, renew: false });
      await (await make('failing')).withTask({}, () => Promise.reject(new Error('no'))).catch(() => {});
    }
    const { piped, terminal, json, jsonCode } = await bothWays(['doctor'], at('ill'));
    expect([piped.code, terminal.code, jsonCode]).toEqual([1, 1, 1]);
    expect(terminal.wrapped).toBe(false);
    const flat = terminal.screen.replace(/\s*\n {9,}(?=\S)/g, ' ').replace(/ +/g, ' ');
    for (const text of [piped.stdout.replace(/\n {9}(?=\S)/g, ' '), flat]) {
      expect(text).toMatch(
        /PROBLEM +lonely: workers: 1 tasks wait, and no worker is alive.* -> Start a worker: windrow worker lonely/,
      );
      expect(text).toMatch(/PROBLEM +gpus: routes: .*offers gpu and memory=64g, .* --offers gpu memory=64g/);
      expect(text).toMatch(/PROBLEM +paused: paused: .*1 tasks wait.* -> Let it go on: windrow pool resume paused/);
      expect(text).toMatch(
        /PROBLEM +crashed: workers: Worker \S+:dead is dead and still holds 1 tasks .*windrow pool reset crashed \S+ --force/,
      );
      expect(text).toMatch(/note +scripted: workers: elsewhere:7:script holds 1 tasks/);
      expect(text).toMatch(/note +failing: failures: 1 tasks have failed\. .*windrow pool retry failing/);
      expect(text).toContain('4 things need doing.');
    }
    expect(json).toMatchObject({ ok: false, problems: 4 });
  });

  it('what it says to do helps', async () => {
    const resumed = await onTerminal(['pool', 'resume', 'paused'], at('ill'));
    expect(resumed).toMatchObject({ code: 0, screen: 'Pool paused goes on.' });
    const paused = await inPipe(['pool', 'pause', 'lonely', '--json'], at('ill'));
    expect(JSON.parse(paused.stdout)).toMatchObject({
      schema: 'windrow/pool-settings/1',
      pool: 'lonely',
      paused: true,
    });
    const { stdout } = await inPipe(['doctor', '--pool', 'paused', '--json'], at('ill'));
    const { findings } = JSON.parse(stdout) as { findings: { pool?: string; check: string }[] };
    expect(findings.filter(({ pool }) => pool !== undefined).map(({ pool, check }) => [pool, check])).toEqual([
      ['paused', 'workers'],
    ]);
    expect((await inPipe(['doctor', '--pool', 'nobody'], at('ill'))).code).toBe(1);
  });

  it('a lease that ran out and that nobody reaps is found, by a clock that is ahead too', async () => {
    const late = Date.now() + 3_600_000;
    {
      await using windrow = await createWindrow({ store: urlOf('late') });
      const manager = windrow.pool('held', { codeVersion: false, workerId: 'elsewhere:9:x' });
      await manager.createTasks([{ n: 1 }], { maxAttempts: 2 });
      await manager.fetchTask({ leaseMs: 60_000, renew: false });
    }
    {
      // A process whose machine is an hour ahead has written here; the store’s clock never goes back.
      const { openSqliteStore } = await import('@windrow/store-sqlite');
      const ahead = await openSqliteStore({ directory: join(folder, 'late'), clock: { now: () => late } });
      await ahead.experiments.getOrCreate('later');
      await ahead.tasks.claim('held', {
        requestId: 'later',
        limit: 1,
        from: 'waiting',
        routes: ['nobody'],
        workerId: 'x',
        leaseMs: 1_000,
      });
      await ahead.tasks.close();
      await ahead.experiments.close();
      await ahead.artifacts.close();
    }
    const { code, stdout } = await inPipe(['doctor'], at('late'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/PROBLEM +clock: The store’s clock is \d+ min \d\d s ahead of this machine’s\.\n +-> .*NTP/);
    expect(stdout).toMatch(/PROBLEM +held: leases: 1 tasks run without renewal, the longest for \d+ min/);
    expect((await inPipe(['pool', 'reap', 'held'], at('late'))).stdout).toContain('1 expired tasks were given back');
    expect((await inPipe(['doctor'], at('late'))).stdout).not.toContain('leases:');
  });

  it('a store that cannot be reached is exit code 3, in a pipe, on a terminal and with --json', async () => {
    const nowhere = { cwd: folder, env: { WINDROW_STORE: 'redis://user:secret@127.0.0.1:1' } };
    const { piped, terminal, json, jsonCode } = await bothWays(['doctor'], nowhere);
    expect([piped.code, terminal.code, jsonCode]).toEqual([3, 3, 3]);
    expect(json).toMatchObject({ error: { code: 'STORE_UNAVAILABLE' } });
    for (const text of [piped.stderr, terminal.raw, JSON.stringify(json)]) expect(text).not.toContain('secret');
  });
});
