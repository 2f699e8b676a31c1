import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './project.js';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

const trained = (): number => {
  const file = join(project.folder, 'trained');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
};

describe('a run that is stopped goes on where it was', () => {
  it('Ctrl-C lets the running task finish, says how to go on, and is exit code 130', async () => {
    const environment = { SLOW_MS: '400', TRAINED: join(project.folder, 'trained') };
    const started = project.start(['run', 'workflow.yaml'], environment);
    await started.until((_, said) => /1 of 6 tasks/.test(said));
    started.signal('SIGINT');
    const { code, stdout, stderr } = await started.ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('Stopping: tasks that run may finish.');
    expect(stdout).toMatch(/Stopped: \d of 6 tasks have ended and are kept\. Run the same command again to go on\./);
    const before = trained();
    expect(before).toBeLessThan(6);
    const again = await project.json(['run', 'workflow.yaml'], { TRAINED: environment.TRAINED });
    expect(again).toMatchObject({ tasks: 6, reused: before, failed: [] });
    expect(trained()).toBe(6);
  });

  it('SIGTERM is exit code 143', async () => {
    const started = project.start(['run', 'workflow.yaml'], { SLOW_MS: '400' });
    await started.until((_, said) => /1 of 6 tasks/.test(said));
    started.signal('SIGTERM');
    expect((await started.ended).code).toBe(143);
  });

  it('after kill -9 the same command ends what is left, and gives what an undisturbed run gives', async () => {
    const undisturbed = await project.json(['--store', 'memory:', 'run', 'workflow.yaml']);
    const file = join(project.folder, 'trained');
    project.write(
      'quick.yaml',
      readFileSync(join(project.folder, 'workflow.yaml'), 'utf8').replace('maxAttempts: 1', 'leaseMs: 2000'),
    );
    const lease = { SLOW_MS: '600', TRAINED: file };
    const started = project.start(['run', 'quick.yaml'], lease);
    await started.until((_, said) => /2 of 6 tasks/.test(said));
    started.signal('SIGKILL');
    await started.ended;
    const again = await project.json(['run', 'quick.yaml'], { TRAINED: file });
    expect(again['scores']).toEqual(undisturbed['scores']);
    expect(again).toMatchObject({ tasks: 6, failed: [] });
    expect(again['reused']).toBeGreaterThanOrEqual(2);
  });
});
