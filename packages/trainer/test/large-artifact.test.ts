import type { RecorderRef } from '@windrow/core';
import { describe, expect, it, vi } from 'vitest';
import { type Isolation, TrainerR } from '../src/index.js';
import { watchPieces } from './support/kept-pieces.js';
import { temporarySqlite } from './support/temporary-sqlite.js';
import { toyTraining } from './support/toy-training.js';

vi.setConfig({ testTimeout: 120_000 });

const MB = 1024 * 1024;
const PIECES_PER_MB = 4;
const trainFn = { module: new URL('./handlers/training.ts', import.meta.url).href, export: 'uploads' };

describe.each(['thread', 'process'] satisfies Isolation[])('a large artifact from a %s', (isolate) => {
  it('goes through the worker piece by piece: what the files have taken is not kept in memory', async () => {
    const { stores, remove } = await temporarySqlite();
    try {
      const pieces = watchPieces(stores.artifacts, 32);
      const toy = toyTraining({ ...stores, artifacts: pieces.artifacts });
      const [ref] = await new TrainerR({ ...toy, experiment: 'exp', isolate, trainFn }).train([{ bytes: 64 * MB }]);
      const [artifact] = await (await toy.experiments.open(ref as RecorderRef)).listArtifacts();
      expect(artifact).toMatchObject({ name: 'big', size: 64 * MB });
      expect(pieces.given).toBe(64 * PIECES_PER_MB);
      expect(pieces.mostKept).toBeGreaterThan(0);
      // The one that is taken now, and the one that the file has not let go of yet.
      expect(pieces.mostKept).toBeLessThanOrEqual(2);
    } finally {
      await remove();
    }
  });
});
