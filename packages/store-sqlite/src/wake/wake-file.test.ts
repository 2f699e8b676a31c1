import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temporary-directory.js';
import { prepareDirectory } from '../file/prepare-directory.js';
import { WakeFile } from './wake-file.js';

describe('WakeFile', () => {
  const directory = temporaryDirectory('wake');
  const path = join(directory.path, 'wake');
  beforeAll(() => prepareDirectory(directory.path, 'test'));
  afterAll(directory.remove);

  /** Resolves with the next wake-up. */
  function nextWake(file: WakeFile): { readonly woken: Promise<unknown>; readonly listener: () => void } {
    const target = new EventTarget();
    const listener = (): void => void target.dispatchEvent(new Event('woken'));
    file.watch(listener);
    return { woken: once(target, 'woken', { signal: AbortSignal.timeout(4_000) }), listener };
  }

  it('wakes whoever watches, through a file that holds nothing', async () => {
    const [watching, touching] = [new WakeFile(path), new WakeFile(path)];
    const { woken, listener } = nextWake(watching);
    touching.touch();
    await woken;
    watching.unwatch(listener);
    watching.close();
    touching.close();
  });

  it('makes the last of many touches too, also when it closes right after', async () => {
    const [watching, touching] = [new WakeFile(path), new WakeFile(path)];
    for (let i = 0; i < 100; i += 1) touching.touch();
    const { woken } = nextWake(watching);
    // One touch was made at once; the others are one that waits.
    touching.close();
    await woken;
    watching.close();
  });

  it('loses a touch, and nothing else, where the file cannot be written to', () => {
    const file = new WakeFile(join(directory.path, 'no', 'such', 'place'));
    expect(() => file.touch()).not.toThrow();
    file.close();
  });
});
