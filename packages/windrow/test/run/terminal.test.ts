import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TerminalCommand } from '../process/terminal-command.js';
import { Project } from './project.js';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

/** The command on a pseudo-terminal of 100 columns. */
function onTerminal(args: readonly string[], environment: Readonly<Record<string, string>> = {}): TerminalCommand {
  return new TerminalCommand(args, { cwd: project.folder, env: environment });
}

describe('windrow run on a terminal', () => {
  it('shows a bar with rate and time left, then the table; no line is wider than the terminal', async () => {
    const run = onTerminal(['run', 'workflow.yaml'], { SLOW_MS: '150' });
    await run.until((screen) => /█+░+ [1-5]\/6 tasks {2}\d+\.\d\/(s|min) {2}\d+ s left/.test(screen));
    const { code, screen } = await run.ended;
    expect(code, screen).toBe(0);
    expect(screen).toContain('6/6 tasks');
    expect(screen).toMatch(/^average +· +30 +1\.5000 +1\.5000$/m);
    expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('Ctrl-C, as the terminal sends it, drains and says how to go on, and the cursor is there again', async () => {
    const run = onTerminal(['run', 'workflow.yaml'], { SLOW_MS: '500', TRAINED: join(project.folder, 'trained') });
    await run.until((screen) => /1\/6 tasks/.test(screen));
    run.type('\u0003');
    const { code, screen, raw } = await run.ended;
    expect(code).toBe(130);
    expect(screen).toContain('Stopping: tasks that run may finish. Once more to leave at once.');
    expect(screen).toContain('Run the same command again to go on.');
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
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
    await run.until((screen) => /[1-5]\/6 tasks/.test(screen));
    run.type('\u0003');
    expect((await run.ended).code).toBe(130);
    const stat = await project.json(['pool', 'stat', 'doubling']);
    expect(stat['counts']).toMatchObject({ running: 0, failed: 0 });
  });
});

describe('windrow init on a terminal', () => {
  it('asks where and what, and makes it', async () => {
    const init = onTerminal(['init']);
    await init.until((screen) => /Where\?/.test(screen));
    init.type('-x\r');
    await init.until((screen) => /What\?/.test(screen));
    init.type('\u001b[B\r');
    const { code, screen } = await init.ended;
    expect(code, screen).toBe(0);
    expect(screen).toContain('npx windrow run workflow.yaml');
    expect(readFileSync(join(project.folder, 'my-windrow-x/workflow.yaml'), 'utf8')).toContain('# One task:');
  });

  it('Ctrl-C while it asks makes nothing', async () => {
    const init = onTerminal(['init', 'cancelled']);
    await init.until((screen) => /What\?/.test(screen));
    init.type('\u0003');
    const { screen } = await init.ended;
    expect(screen).toContain('Nothing was made.');
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
