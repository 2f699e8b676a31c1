import {
  type ArtifactData,
  type ArtifactOwner,
  type ArtifactStore,
  Experiments,
  type RecorderRef,
} from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore } from '@windrow/store-memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { RecordingDesk } from '../parent/recording-desk.js';
import { PIECE_BYTES } from '../store-methods.js';
import { ChildFacts, remoteStores } from './remote-stores.js';

const MB = 1024 * 1024;
const owner: ArtifactOwner = { kind: 'recorder', storeId: 's', experimentId: 'e', recorderId: 'r' };
let store: MemoryArtifactStore;
let abort: AbortController;

beforeEach(() => {
  store = new MemoryArtifactStore();
  abort = new AbortController();
});

/** The child's artifacts over these, without a child between them. */
function remote(artifacts: ArtifactStore = store): { readonly desk: RecordingDesk; readonly artifacts: ArtifactStore } {
  const experiments = new Experiments(new MemoryExperimentStore(), artifacts);
  const desk = new RecordingDesk(experiments, abort.signal);
  const { capabilities } = experiments.stores.experiments;
  const stores = remoteStores((method, args) => desk.call(method, args), {
    experiments: capabilities,
    artifacts: artifacts.capabilities,
  });
  return { desk, artifacts: stores.artifacts };
}

function count(bytes: number, from: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (from + at) % 251);
}

async function read(data: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of data) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('artifacts of a child', () => {
  it('arrive as they were sent, whole or in parts of any size, and are read back the same', async () => {
    const { artifacts } = remote();
    const whole = count(3 * PIECE_BYTES + 5, 0);
    const info = await artifacts.put(owner, 'whole', whole);
    await artifacts.put(
      owner,
      'parts',
      (async function* () {
        for (let at = 0; at < whole.length; at += 100_003) yield whole.subarray(at, at + 100_003);
      })(),
    );
    await artifacts.put(owner, 'nothing', new Uint8Array());
    expect((await artifacts.list(owner)).map(({ name, sha256 }) => [name, sha256 === info.sha256])).toEqual([
      ['nothing', false],
      ['parts', true],
      ['whole', true],
    ]);
    expect((await read(artifacts.get(owner, 'parts'))).equals(whole)).toBe(true);
    const range = { start: PIECE_BYTES - 1, end: 2 * PIECE_BYTES + 1 };
    expect((await read(artifacts.get(owner, 'whole', { range }))).equals(whole.subarray(range.start, range.end))).toBe(
      true,
    );
  });

  it('come in bounded pieces, the next one only when the store has asked for it', async () => {
    let made = 0;
    let taken = 0;
    let ahead = 0;
    let largest = 0;
    const slow: ArtifactStore = Object.assign(Object.create(store) as MemoryArtifactStore, {
      put: async (to: ArtifactOwner, name: string, data: ArtifactData) => {
        async function* slowly(): AsyncGenerator<Uint8Array, void> {
          for await (const piece of data as AsyncIterable<Uint8Array>) {
            taken += piece.length;
            largest = Math.max(largest, piece.length);
            // Whatever can run ahead of the store does so now.
            for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
            ahead = Math.max(ahead, made - taken);
            yield piece;
          }
        }
        return store.put(to, name, slowly());
      },
    });
    async function* source(): AsyncGenerator<Uint8Array, void> {
      for (let n = 0; n < 20; n++) {
        made += MB;
        yield new Uint8Array(MB);
      }
    }
    const { size } = await remote(slow).artifacts.put(owner, 'big', source());
    expect([size, largest]).toEqual([20 * MB, PIECE_BYTES]);
    // No more than the part that is being cut into pieces.
    expect(ahead).toBeLessThanOrEqual(MB);
  });

  it('tell the child what the store refuses, and what its own source throws, and keep nothing of it', async () => {
    const { artifacts, desk } = remote();
    await expect(artifacts.put(owner, '../out', new Uint8Array(9))).rejects.toMatchObject({ code: 'ARTIFACT_NAME' });
    const breaking = (async function* () {
      yield new Uint8Array(9);
      throw new Error('the source broke');
    })();
    await expect(artifacts.put(owner, 'broken', breaking)).rejects.toThrow('the source broke');
    await expect(read(artifacts.get(owner, 'broken'))).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    await desk.close();
    expect(await store.list(owner)).toEqual([]);
  });

  it('are dropped when the attempt is over before they are whole', async () => {
    const { desk } = remote();
    const upload = await desk.call('upload.begin', [owner, 'half']);
    await desk.call('upload.piece', [upload, new Uint8Array(MB)]);
    await desk.close();
    expect(await store.list(owner)).toEqual([]);
  });

  it.each(['experiments.close', 'artifacts.put', 'constructor', 'artifacts.__proto__'])(
    'ask for nothing that is not on the list: %s',
    async (method) => {
      await expect(remote().desk.call(method, [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it('write nothing once the claim is lost', async () => {
    const { artifacts } = remote();
    abort.abort(Object.assign(new Error('lost'), { code: 'LEASE_LOST' }));
    await expect(artifacts.put(owner, 'late', new Uint8Array(9))).rejects.toThrow('lost');
    expect(await store.list(owner)).toEqual([]);
  });
});

describe('the calls of a child', () => {
  it('are few: a warm one asks once to begin a recorder, once to keep a small object, and not again who its stores are', async () => {
    const real = new Experiments(new MemoryExperimentStore(), store);
    const desk = new RecordingDesk(real, abort.signal);
    const asked: string[] = [];
    const facts = new ChildFacts();
    const attempt = async (): Promise<RecorderRef> => {
      const { experiments, artifacts } = remoteStores(
        (method, args) => {
          asked.push(method);
          return desk.call(method, args);
        },
        { experiments: real.stores.experiments.capabilities, artifacts: store.capabilities },
        facts,
      );
      const recorder = await new Experiments(experiments, artifacts).begin('exp');
      await recorder.saveObject('small', { a: 1 });
      return recorder.ref;
    };
    await attempt();
    asked.length = 0;
    const ref = await attempt();
    expect(asked).toEqual(['experiments.beginRecorder', 'upload.whole']);
    const recorder = await real.open(ref);
    expect(recorder.opened.status).toBe('RUNNING');
    expect(await recorder.loadObject('small')).toEqual({ a: 1 });
    // Begun by the child, so ended here when it dies.
    await desk.fail();
    expect((await real.open(ref)).opened.status).toBe('FAILED');
  });
});
