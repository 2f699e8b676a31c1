import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ArtifactData, ArtifactInfo, ArtifactOwner, ArtifactStore } from '@windrow/core';

/** Watches the pieces that go into an artifact store: how many it was given, and the most that were still in memory at once. */
export interface KeptPieces {
  readonly artifacts: ArtifactStore;
  given: number;
  mostKept: number;
}

/** @param every how many pieces lie between two looks at the memory */
export function watchPieces(store: ArtifactStore, every: number): KeptPieces {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const seen: WeakRef<Uint8Array>[] = [];
  async function* watched(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const piece of data) {
      seen.push(new WeakRef(piece));
      watch.given = seen.length;
      yield piece;
      if (seen.length % every !== 0) continue;
      // Twice: a collection that was under way keeps what has come since it began.
      for (let round = 0; round < 2; round++) {
        await nextTurn();
        collectGarbage();
      }
      watch.mostKept = Math.max(watch.mostKept, seen.filter((each) => each.deref() !== undefined).length);
    }
  }
  const artifacts: ArtifactStore = new Proxy(store, {
    get(target, name) {
      if (name === 'put') {
        return (owner: ArtifactOwner, artifact: string, data: ArtifactData): Promise<ArtifactInfo> =>
          target.put(owner, artifact, data instanceof Uint8Array ? data : watched(data));
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const watch: KeptPieces = { artifacts, given: 0, mostKept: 0 };
  return watch;
}
