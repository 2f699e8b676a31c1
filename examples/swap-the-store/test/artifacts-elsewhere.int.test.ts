import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisStore } from '@windrow/store-redis';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { ArtifactStore, createContainer, TaskManager, TaskStore, WindrowError } from 'windrow';
import { redisWithFiles } from '../src/artifacts-elsewhere.js';

const url = inject('redisUrl') ?? '';
const folder = mkdtempSync(join(tmpdir(), 'artifacts-elsewhere-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const owner = { kind: 'recorder', storeId: 's', experimentId: 'e', recorderId: randomUUID() } as const;

describe.skipIf(url === '')('artifacts beside Redis (issue 5)', () => {
  it('takes artifacts up to the stated size alone, and says so before it stores anything', async () => {
    const app = await createContainer(redisStore({ url, maxBytes: 1_000, onWarning: () => {} }));
    const store = app.get(ArtifactStore);
    const error = await store.put(owner, 'large', new Uint8Array(1_001)).catch((reason: unknown) => reason);
    expect(WindrowError.is(error, 'PAYLOAD_TOO_LARGE')).toBe(true);
    expect(await store.list(owner)).toEqual([]);
    await app.close();
  });

  it('stores a large result as a file while its task lies in Redis', async () => {
    const app = await redisWithFiles(url, folder);
    const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const before = files().length;
    const manager = new TaskManager(app.get(TaskStore), `large-${randomUUID()}`, { artifacts: app.get(ArtifactStore) });
    const { id } = await manager.insertTaskDef({ n: 1 });
    const result = new Uint8Array(1_500_000).fill(7);
    await manager.withTask({}, async () => result);
    expect(files().length).toBeGreaterThan(before);
    const read = (await manager.get(id, { select: ['result'] })).result as Uint8Array;
    expect(Buffer.compare(read, result)).toBe(0);
    await app.close();
  }, 30_000);
});
