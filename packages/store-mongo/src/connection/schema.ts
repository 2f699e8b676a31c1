import type { IndexDescription } from 'mongodb';

type Collection = 'store' | 'tasks' | 'pools' | 'workers' | 'experiments' | 'recorders' | 'metrics' | 'artifacts';

export const COLLECTIONS: Readonly<Record<Collection, string>> = Object.freeze({
  store: 'store',
  tasks: 'tasks',
  pools: 'pools',
  workers: 'workers',
  experiments: 'experiments',
  recorders: 'recorders',
  metrics: 'metrics',
  artifacts: 'artifacts',
});

/** The GridFS bucket: `artifact_bytes.files` and `artifact_bytes.chunks`. */
export const BUCKET = 'artifact_bytes';

/** Every index, by collection; the package's README says what each is for. */
export const INDEXES: Readonly<Record<string, readonly IndexDescription[]>> = Object.freeze({
  [COLLECTIONS.tasks]: [
    { name: 'key', key: { pool: 1, key: 1 }, unique: true },
    { name: 'claim', key: { pool: 1, queue: 1, route: 1, priority: -1, seq: 1 } },
    { name: 'order', key: { pool: 1, seq: 1 } },
    { name: 'due', key: { pool: 1, status: 1, due: 1 } },
    {
      name: 'request',
      key: { pool: 1, request: 1 },
      unique: true,
      partialFilterExpression: { request: { $exists: true } },
    },
  ],
  [COLLECTIONS.experiments]: [
    { name: 'name', key: { livingName: 1 }, unique: true, partialFilterExpression: { livingName: { $exists: true } } },
    { name: 'order', key: { seq: 1 } },
  ],
  [COLLECTIONS.recorders]: [
    { name: 'order', key: { seq: 1 } },
    { name: 'experiment', key: { experimentId: 1, seq: 1 } },
  ],
  [COLLECTIONS.metrics]: [{ name: 'point', key: { recorderId: 1, key: 1, step: 1 }, unique: true }],
  [COLLECTIONS.artifacts]: [{ name: 'name', key: { owner: 1, name: 1 }, unique: true }],
  [`${BUCKET}.files`]: [{ name: 'filename', key: { filename: 1, uploadDate: 1 } }],
  [`${BUCKET}.chunks`]: [{ name: 'chunk', key: { files_id: 1, n: 1 }, unique: true }],
  [COLLECTIONS.workers]: [
    { name: 'pool', key: { pool: 1 } },
    { name: 'expiry', key: { expiresAt: 1 }, expireAfterSeconds: 60 },
  ],
});
