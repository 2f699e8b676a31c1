import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { type ArtifactStoreRule, artifactStoreRule, collect, inPieces, pattern, text } from './bench.js';

/** Limits up to here are tried out; a larger one is believed. */
const PROBE_LIMIT_BYTES = 16 * 2 ** 20;

export const streams: ArtifactStoreRule = artifactStoreRule('rule 3: streams both ways', (bench) => {
  it.each([0, 1, 255, 65_536, 262_144, 261_120 * 2 + 1, 1_048_577])(
    'gives back %i bytes as they went in',
    async (size) => {
      const owner = bench.owner();
      const bytes = pattern(size, 3);
      const info = await bench.store.put(owner, 'streamed', inPieces(bytes, 7_777));
      expect(info.size).toBe(size);
      expect(Buffer.from(await bench.bytes(owner, 'streamed')).equals(bytes)).toBe(true);
      expect((await bench.store.put(owner, 'whole', bytes)).sha256).toBe(info.sha256);
    },
  );

  it('takes pieces of any size, empty ones too', async () => {
    const owner = bench.owner();
    async function* source() {
      yield text('a');
      yield text('');
      yield text('bc'.repeat(40_000));
      yield text('');
    }
    await bench.store.put(owner, 'a', source());
    expect(await bench.text(owner, 'a')).toBe(`a${'bc'.repeat(40_000)}`);
  });

  it('reads ranges: start inclusive, end exclusive', async () => {
    const owner = bench.owner();
    const bytes = pattern(600_000, 5);
    await bench.store.put(owner, 'a', bytes);
    for (const [start, end] of [
      [0, 1],
      [0, 600_000],
      [261_119, 261_122],
      [5, 5],
      [65_530, 524_300],
      [599_990, 600_000],
      [599_990, 900_000],
      [600_000, 600_010],
    ] as const) {
      const read = await collect(bench.store.get(owner, 'a', { range: { start, end } }));
      expect(Buffer.from(read).equals(bytes.subarray(start, end)), `${start} to ${end}`).toBe(true);
    }
  });

  it('lets a reader leave early', async () => {
    const owner = bench.owner();
    await bench.store.put(owner, 'a', pattern(800_000));
    for await (const piece of bench.store.get(owner, 'a')) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await bench.store.remove(owner, 'a');
    expect(await bench.store.stat(owner, 'a')).toBeUndefined();
  });

  it('names an artifact that is not there before the first piece', async () => {
    const owner = bench.owner();
    for (const options of [{}, { range: { start: 0, end: 5 } }]) {
      await expect(collect(bench.store.get(owner, 'none', options))).rejects.toMatchObject({
        code: 'ARTIFACT_MISSING',
      });
    }
    expect(await bench.store.stat(owner, 'none')).toBeUndefined();
    expect(await bench.store.list(owner)).toEqual([]);
  });

  it('refuses more than it says it holds, and stores nothing of it', async () => {
    const { maxBytes } = bench.store.capabilities;
    expect(maxBytes).toBeGreaterThan(0);
    if (maxBytes > PROBE_LIMIT_BYTES) return;
    const owner = bench.owner();
    await bench.store.put(owner, 'a', text('old'));
    const tooMuch = new Uint8Array(maxBytes + 1);
    for (const data of [tooMuch, inPieces(tooMuch, 65_536)]) {
      await expect(bench.store.put(owner, 'a', data)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    }
    expect(await bench.text(owner, 'a')).toBe('old');
    await bench.store.put(owner, 'a', inPieces(tooMuch.subarray(1), 65_536));
    expect(await bench.store.stat(owner, 'a')).toMatchObject({ size: maxBytes });
    await bench.store.remove(owner);
  }, 60_000);

  it('asks a source for the next piece only when it can take it', async () => {
    const owner = bench.owner();
    const size = Math.min(8 * 2 ** 20, bench.store.capabilities.maxBytes);
    const piece = pattern(65_536);
    let pulled = 0;
    async function* source() {
      for (let at = 0; at + piece.length <= size; at += piece.length) {
        pulled += 1;
        yield piece;
      }
    }
    const { size: stored } = await bench.store.put(owner, 'big', source());
    expect(stored).toBe(pulled * piece.length);
    let read = 0;
    for await (const each of bench.store.get(owner, 'big')) read += each.length;
    expect(read).toBe(stored);
    await bench.store.remove(owner);
  }, 30_000);

  it.each(['without', 'with'])('keeps no piece of a source that it has taken, %s a signal', async (how) => {
    const owner = bench.owner();
    const pieces: WeakRef<Uint8Array>[] = [];
    const collectGarbage = garbageCollector();
    let kept = 0;
    const watched = (fill: number): Uint8Array => {
      const piece = new Uint8Array(16_384).fill(fill);
      pieces.push(new WeakRef(piece));
      return piece;
    };
    async function* source() {
      for (let made = 0; made < 64; made++) {
        yield watched(made);
      }
      await nextTurn();
      collectGarbage();
      kept = pieces.filter((piece) => piece.deref() !== undefined).length;
    }
    await bench.store.put(owner, 'big', source(), how === 'with' ? { signal: new AbortController().signal } : {});
    expect(kept).toBeLessThan(16);
    await bench.store.remove(owner);
  });
});

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
