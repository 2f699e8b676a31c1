import type { ArtifactOwner } from '@windrow/core';
import { WindrowError } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { MemoryArtifactStore } from './memory-artifact-store.js';

const owner: ArtifactOwner = { kind: 'task', storeId: 's', pool: 'p', taskId: 't' };

async function read(store: MemoryArtifactStore, name: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.get(owner, name)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('MemoryArtifactStore', () => {
  it('refuses what is larger than it takes, while it streams in, and keeps the old bytes', async () => {
    const store = new MemoryArtifactStore({ maxBytes: 5 });
    await store.put(owner, 'a', Buffer.from('old'));
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += 1;
        yield Buffer.from('xx');
      }
    }
    const refused = store.put(owner, 'a', endless());
    await expect(refused).rejects.toSatisfy((error) => WindrowError.is(error, 'PAYLOAD_TOO_LARGE'));
    expect([sent, await read(store, 'a')]).toEqual([3, 'old']);
  });

  it('shares no bytes with the caller, neither in nor out', async () => {
    const store = new MemoryArtifactStore();
    const bytes = Buffer.from('right');
    await store.put(owner, 'a', bytes);
    bytes.fill(0);
    for await (const piece of store.get(owner, 'a')) piece.fill(0);
    expect(await read(store, 'a')).toBe('right');
  });

  it('counts an open upload as a touch of its owner, and forgets the owner when it fails', async () => {
    let now = 1_000;
    const store = new MemoryArtifactStore({ clock: { now: () => now } });
    let proceed = (): void => {};
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    let started = (): void => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    async function* broken(): AsyncGenerator<Uint8Array> {
      now = 5_000;
      yield Buffer.from('abc');
      started();
      await gate;
      throw new Error('the source broke');
    }
    const upload = store.put(owner, 'a', broken());
    await running;
    expect(await store.owners({ limit: 5 })).toEqual({ owners: [{ owner, touchedAt: 5_000, bytes: 3 }] });
    proceed();
    await expect(upload).rejects.toThrow('the source broke');
    expect(await store.owners({ limit: 5 })).toEqual({ owners: [] });
  });
});
