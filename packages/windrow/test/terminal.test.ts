import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { bothWays } from './process/both-ways.js';
import { inPipe, PipedCommand } from './process/command-line.js';
import { onTerminal, TerminalCommand } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-terminal-'));
const store = `sqlite:${join(folder, 'store')}`;
const here = { cwd: folder, env: { WINDROW_STORE: store } };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let ids: readonly string[];
beforeAll(async () => {
  await using windrow = await createWindrow({ store });
  const manager = windrow.pool('rolling', { codeVersion: false });
  const definitions = [
    { market: '沪深三百'.repeat(30) },
    { market: '\u001b[2J\u001b]0;pwned\u0007 \u202eevil' },
    ...Array.from({ length: 60 }, (_, n) => ({ n })),
  ];
  ({ ids } = await manager.createTasks(definitions, { maxAttempts: 1 }));
  await manager.withTask({}, () => Promise.reject(new Error('no data\u001b[31m for\u0007 2020'))).catch(() => {});
});

const READING = [
  ['pool', 'list'],
  ['pool', 'stat', 'rolling'],
  ['pool', 'query', 'rolling', '--limit', '3'],
] as const;

describe('output', () => {
  it.each(READING.map((args) => [args.join(' '), args] as const))(
    '%s: plain in a pipe, coloured and within the width on a terminal, versioned as JSON',
    async (_, args) => {
      const { piped, terminal, json } = await bothWays(args, here);
      expect([piped.code, terminal.code]).toEqual([0, 0]);
      expect(piped.stdout).not.toContain('\u001b');
      expect(terminal.raw).toContain('\u001b[1m');
      expect(terminal.wrapped).toBe(false);
      expect(json.schema).toMatch(/^windrow\/pool-(list|stat|query)\/1$/);
      for (const word of piped.stdout.split('\n')[0]?.split(/ +/).slice(0, 3) ?? [])
        expect(terminal.screen).toContain(word);
    },
  );

  it('show tells the error of an attempt; no stored text steers the terminal', async () => {
    const { piped, terminal, json } = await bothWays(['pool', 'show', 'rolling', ids[0] as string], here);
    for (const text of [piped.stdout, terminal.screen]) expect(text).toContain('Error: no data for  2020');
    expect(json).toMatchObject({ schema: 'windrow/pool-show/1', task: { status: 'failed' } });
    const hostile = await bothWays(['pool', 'show', 'rolling', ids[1] as string], here);
    for (const steering of ['\u001b', '\u0007', '\u202e']) {
      for (const text of [piped.stdout, hostile.piped.stdout]) expect(text).not.toContain(steering);
    }
    expect(hostile.terminal.raw).not.toContain('\u001b[2J');
    expect(hostile.terminal.raw).not.toContain('\u202e');
  });

  it('tables count wide characters as two columns', async () => {
    for (const columns of [60, 81, 120]) {
      const { wrapped, screen } = await onTerminal(['pool', 'query', 'rolling', '--limit', '1'], { ...here, columns });
      expect(wrapped).toBe(false);
      // The head, the task, and where to go on.
      expect(screen.split('\n')).toHaveLength(4);
      if (columns === 120) expect(screen).toMatch(/沪深三百.*…$/m);
    }
  });

  it('NO_COLOR takes colours from a terminal, FORCE_COLOR gives them to a pipe, a dumb terminal has none', async () => {
    const stat = ['pool', 'stat', 'rolling'];
    const env = (own: Record<string, string>) => ({ cwd: folder, env: { ...here.env, ...own } });
    const [none, forced, off, dumb] = await Promise.all([
      onTerminal(stat, env({ NO_COLOR: '1' })),
      inPipe(stat, env({ FORCE_COLOR: '1' })),
      inPipe(stat, env({ FORCE_COLOR: '0' })),
      inPipe(stat, env({ TERM: 'dumb', CI: 'true' })),
    ]);
    expect(none.raw).not.toContain('\u001b[1m');
    expect(forced.stdout).toContain('\u001b[1mstatus');
    expect(off.stdout).not.toContain('\u001b');
    expect(dumb.stdout).not.toContain('\u001b');
  });

  it('a reader that leaves early is no error', async () => {
    const command = new PipedCommand(['pool', 'query', 'rolling', '--limit', '60', '--json'], here);
    command.stopReading();
    const { code, stderr } = await command.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('nobody who reads standard error is none either: the exit code stays what it is', async () => {
    for (const [args, code] of [
      [['pool', 'stat', 'roling'], 1],
      [['pool', 'wait', 'rolling', '--timeout', '50ms'], 4],
    ] as const) {
      const command = new PipedCommand(args, here);
      command.stopListening();
      expect((await command.ended).code).toBe(code);
    }
  });
});

describe('what is wrong', () => {
  it.each([
    [['pool', 'stat', 'roling'], 1, 'POOL_NOT_FOUND'],
    [['pool', 'query', 'rolling', '--limit', 'many'], 2, 'USAGE'],
    [['pool', 'query', 'rolling', '--filter', '{"stats":1}'], 2, 'INVALID_FILTER'],
    [['pool', 'query', 'rolling', '--nope'], 2, 'USAGE'],
    [['pool', 'wait', 'rolling', '--timeout', 'soon'], 2, 'USAGE'],
    [['pool', 'cancel', 'rolling', 'some-id', '--filter', '{}'], 2, 'USAGE'],
    [['nope'], 2, 'USAGE'],
    [['--store', 'gopher://user:secret@host/db', 'pool', 'list'], 3, 'STORE_CONFIGURATION'],
    [['--store', 'redis://:secret@127.0.0.1:1', 'pool', 'list'], 3, 'STORE_UNAVAILABLE'],
    [['pool', 'wait', 'rolling', '--timeout', '50ms'], 4, 'WAIT_TIMEOUT'],
  ] as const)(
    '%j: the same exit code everywhere, %d; on standard error as text, or as JSON',
    async (args, code, name) => {
      const { piped, terminal, json, jsonCode } = await bothWays(args, here);
      expect([piped.code, terminal.code, jsonCode]).toEqual([code, code, code]);
      expect(piped.stdout).toBe('');
      expect(piped.stderr.trim()).not.toBe('');
      expect(json).toMatchObject({ schema: 'windrow/error/1', error: { code: name } });
      for (const text of [piped.stderr, terminal.raw, JSON.stringify(json)]) expect(text).not.toContain('secret');
    },
  );
});

describe('what destroys', () => {
  const CHANGES = [
    ['cancel', []],
    ['reset', []],
    ['remove', []],
  ] as const;

  it.each(CHANGES)(
    'pool %s: --dry-run tells, a pipe and --json refuse without --yes, a terminal asks',
    async (verb, more) => {
      const args = ['pool', verb, 'rolling', ids[5] as string, ...more];
      const status = async () => {
        await using windrow = await createWindrow({ store });
        return (await windrow.pool('rolling').get(ids[5] as string, { select: [] })).status;
      };
      const dry = await bothWays([...args, '--dry-run'], here);
      expect(dry.piped.stdout).toContain(`Would ${verb} 1 tasks`);
      expect(dry.terminal.screen).toContain(`Would ${verb} 1 tasks`);
      expect(dry.json).toMatchObject({ schema: `windrow/pool-${verb}/1`, dryRun: true });
      const refused = await Promise.all([inPipe(args, here), inPipe([...args, '--json'], here)]);
      expect(refused.map(({ code }) => code)).toEqual([2, 2]);
      const asked = new TerminalCommand(args, here);
      await asked.until((screen) => /1 tasks of rolling/.test(screen));
      asked.type('\x03');
      expect(await asked.ended).toMatchObject({ code: 130 });
      expect(await status()).toBe('waiting');
    },
  );

  it('does it when the person says y, or with --yes', async () => {
    const asked = new TerminalCommand(['pool', 'cancel', 'rolling', ids[7] as string], here);
    await asked.until((screen) => screen.includes('cancel 1 tasks of rolling?'));
    asked.type('y');
    const { code, screen } = await asked.ended;
    expect(code).toBe(0);
    expect(screen).toContain('1 cancelled');
    const reset = await inPipe(['pool', 'reset', 'rolling', ids[7] as string, '--yes', '--json'], here);
    expect(JSON.parse(reset.stdout)).toMatchObject({ schema: 'windrow/pool-reset/1', counts: { changed: 1 } });
    const removed = await onTerminal(['pool', 'remove', 'rolling', ids[8] as string, '--yes'], here);
    expect(removed.screen).toContain('Removed 1 tasks');
  });

  it('retry, prioritize and reap destroy nothing and do not ask, in a pipe and on a terminal', async () => {
    const retried = await onTerminal(['pool', 'retry', 'rolling'], here);
    expect(retried).toMatchObject({ code: 0, screen: '1 changed' });
    const first = await inPipe(['pool', 'prioritize', 'rolling', '5', ids[9] as string, '--json'], here);
    expect(JSON.parse(first.stdout)).toMatchObject({ schema: 'windrow/pool-prioritize/1', counts: { changed: 1 } });
    const again = await onTerminal(['pool', 'prioritize', 'rolling', '--', '-5', ids[9] as string], here);
    expect(again.screen).toBe('1 changed');
    const reaped = await bothWays(['pool', 'reap', 'rolling'], here);
    expect(reaped.piped.stdout).toBe('0 expired tasks were given back, 0 delayed ones are due, 0 retired.\n');
    expect(reaped.terminal.screen).toBe(reaped.piped.stdout.trim());
    expect(reaped.json).toMatchObject({ schema: 'windrow/pool-reap/1', expired: [] });
  });
});

describe('windrow worker on a terminal', () => {
  it('drains at Ctrl-C and says so', async () => {
    const command = new TerminalCommand(['worker', 'nothing-here'], here);
    await command.until((screen) => screen.includes('Worker '));
    expect(command.screen).toContain('There is no pool nothing-here yet. The store has rolling.');
    command.type('\x03');
    const { code, screen } = await command.ended;
    expect(code).toBe(0);
    expect(screen).toContain('Stopping: tasks that run may finish.');
    expect(screen).toMatch(/^0 started, 0 done, 0 failed$/m);
  });
});
