import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project, type Started, watch } from './project.js';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

/** The command on a pseudo-terminal; standard input is the keyboard. */
function onTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Started & { type(keys: string): void } {
  const terminal = fileURLToPath(new URL('on-terminal.py', import.meta.url));
  const child = spawn('python3', [terminal, process.execPath, ...project.nodeArgs(), ...args], {
    cwd: project.folder,
    env: { ...process.env, TERM: 'xterm-256color', ...environment },
  });
  return { ...watch(child), type: (keys) => void child.stdin.write(keys) };
}

describe('windrow run on a terminal', () => {
  it('shows a bar with rate and time left, then the table; no line is wider than the terminal', async () => {
    const { ended } = onTerminal(['run', 'workflow.yaml'], { SLOW_MS: '150' });
    const { code, stdout } = await ended;
    expect(code, stdout).toBe(0);
    const shown = stripVTControlCharacters(stdout);
    expect(shown).toMatch(/█+░+ [1-5]\/6 tasks {2}\d+\.\d\/(s|min) {2}\d+ s left/);
    expect(shown).toContain('6/6 tasks');
    expect(shown).toMatch(/average +· +30 +1\.5000 +1\.5000/);
    const table = shown
      .slice(shown.indexOf('forecast  bias'))
      .split('\r\n')
      .filter((line) => !line.includes('store sqlite'));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('Ctrl-C, as the terminal sends it, drains and says how to go on, and the cursor is there again', async () => {
    const run = onTerminal(['run', 'workflow.yaml'], { SLOW_MS: '500', TRAINED: join(project.folder, 'trained') });
    await run.seen(/1\/6 tasks/);
    run.type('\u0003');
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Stopping: tasks that run may finish. Once more to leave at once.');
    expect(stdout).toContain('Run the same command again to go on.');
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
    const before = readFileSync(join(project.folder, 'trained'), 'utf8').trim().split('\n').length;
    expect(await project.json(['run', 'workflow.yaml'])).toMatchObject({ reused: before, failed: [] });
  });

  it('Ctrl-C reaches worker processes too, and loses nothing', async () => {
    project.write(
      'processes.yaml',
      readFileSync(join(project.folder, 'workflow.yaml'), 'utf8').replace(
        'maxAttempts: 1',
        'isolate: process, concurrency: 2',
      ),
    );
    const run = onTerminal(['run', 'processes.yaml'], { SLOW_MS: '3000' });
    await run.seen(/[1-5]\/6 tasks/);
    run.type('\u0003');
    expect((await run.ended).code).toBe(130);
    const stat = await project.json(['pool', 'stat', 'doubling']);
    expect(stat['counts']).toMatchObject({ running: 0, failed: 0 });
  });
});

describe('windrow init on a terminal', () => {
  it('asks where and what, and makes it', async () => {
    const init = onTerminal(['init']);
    await init.seen(/Where\?/);
    init.type('-x\r');
    await init.seen(/What\?/);
    init.type('\u001b[B\r');
    const { code, stdout } = await init.ended;
    expect(code, stdout).toBe(0);
    expect(stripVTControlCharacters(stdout)).toContain('npx windrow run workflow.yaml');
    expect(readFileSync(join(project.folder, 'my-windrow-x/workflow.yaml'), 'utf8')).toContain('# One task:');
  });

  it('Ctrl-C while it asks makes nothing', async () => {
    const init = onTerminal(['init', 'cancelled']);
    await init.seen(/What\?/);
    init.type('\u0003');
    const { stdout } = await init.ended;
    expect(stdout).toContain('Nothing was made.');
    expect(existsSync(join(project.folder, 'cancelled'))).toBe(false);
  });
});

describe('windrow init in a pipe', () => {
  it('asks nothing; refuses to overwrite, lists what is in the way, and writes nothing then', async () => {
    expect((await project.run(['init', 'new'])).code).toBe(0);
    const made = await project.json(['init', 'other', '--template', 'task']);
    expect(made).toMatchObject({
      schema: 'windrow/init/1',
      template: 'task',
      files: expect.arrayContaining(['.gitignore', 'data/demand.csv', 'workflow.yaml']),
    });
    project.write('taken/src/shop-demand.ts', 'mine');
    project.write('taken/README.md', 'mine');
    const { code, stderr } = await project.run(['init', 'taken']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'taken has files that a new project would overwrite: README.md, src/shop-demand.ts. Nothing was written. Name another directory, or move them away.\n',
    );
    expect(existsSync(join(project.folder, 'taken/package.json'))).toBe(false);
    expect(await project.run(['init', 'x', '--template', 'nope'])).toMatchObject({ code: 2 });
  });
});
