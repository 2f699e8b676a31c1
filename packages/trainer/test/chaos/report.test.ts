import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { departureFault } from './report.js';

const departure = { worker: 'w', code: 1, signal: null, planned: false, complaints: '' };

describe('a worker that left by itself', () => {
  it('may do so when its store is away, or when its task or its upload was to kill it', () => {
    expect(departureFault({ ...departure, complaints: "code: 'STORE_UNAVAILABLE'" })).toBeUndefined();
    expect(departureFault({ ...departure, code: null, signal: 'SIGKILL', planned: true })).toBeUndefined();
  });

  it('is a violation otherwise, with what it said last', () => {
    expect(departureFault({ ...departure, complaints: 'TypeError: x is not a function\n' })).toMatch(
      /worker w left with code 1: TypeError: x is not a function/,
    );
    expect(departureFault({ ...departure, code: null, signal: 'SIGKILL' })).toMatch(
      /left with SIGKILL: it said nothing/,
    );
  });

  it('is told without the folders of the machine', () => {
    expect(
      departureFault({
        ...departure,
        worker: join(tmpdir(), 'logs/worker-0-6'),
        complaints: `${pathToFileURL(join(homedir(), 'a-run/node_modules/.cache/x.js'))}:7100\n  at b (${join(tmpdir(), 'b/c.ts')}:3:1)`,
      }),
    ).toBe('worker worker-0-6 left with code 1: x.js:7100\n  at b (c.ts:3:1)');
  });
});
