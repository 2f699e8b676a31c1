import { randomUUID } from 'node:crypto';
import { ownerKey } from '@windrow/core';
import {
  type ArtifactStoreFactory,
  type ExperimentStoreFactory,
  passServerTime,
  type TaskStoreFactory,
} from '@windrow/testkit';
import { Redis } from 'ioredis';
import { ArtifactKeys } from '../src/artifacts/artifact-keys.js';
import { RedisArtifactStore } from '../src/artifacts/redis-artifact-store.js';
import { parseArtifact } from '../src/artifacts/stored-artifact.js';
import type { RedisClient } from '../src/connection/redis-options.js';
import { RedisExperimentStore } from '../src/experiments/redis-experiment-store.js';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';

/** What the suites run on: one server, or a cluster. */
export interface Target {
  readonly options: { readonly url: string } | { readonly cluster: readonly string[] };
  /** Somebody else's hands in the data: a later version, or a person. */
  admin(): RedisClient;
  /** Removes every key of a prefix. */
  drop(prefix: string): Promise<void>;
}

/** A way to the data that can be cut; without one the target itself is taken. */
export interface Way {
  readonly options: Target['options'];
  readonly outage: { begin(): Promise<void>; end(): Promise<void> };
  close(): Promise<void>;
}

const child = (options: Target['options'], prefix: string) => ({
  url: new URL('./child.ts', import.meta.url).href,
  options: { ...options, prefix },
});

/** Opens stores with one prefix, and closes them all. */
function opener<S extends { close(): Promise<void> }>(make: () => Promise<S>) {
  const opened: S[] = [];
  const open = async (): Promise<S> => {
    const store = await make();
    opened.push(store);
    return store;
  };
  return { open, closeAll: async () => Promise.all(opened.map((store) => store.close())) };
}

export function taskStoresOn(target: Target, through: () => Promise<Way>): TaskStoreFactory {
  return async () => {
    const prefix = `t${randomUUID().slice(0, 8)}`;
    const way = await through();
    const { open, closeAll } = opener(async () => RedisTaskStore.open({ ...way.options, prefix, onWarning: () => {} }));
    const store = await open();
    const admin = target.admin();
    const edit = (pool: string, id: string, body: string, value: string | number) =>
      admin.eval(
        `local task = cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])) ${body}
         redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(task)) return { task.status, task.ended }`,
        1,
        `{${prefix}:${pool}}:tasks`,
        id,
        value,
      );
    return {
      store,
      open,
      advance: (ms) => passServerTime(store, ms),
      writeProtocol: async ({ min, current }) => {
        await admin.hset(`{${prefix}::store}`, { protocolMin: min, protocolCurrent: current });
      },
      writeUnknownField: async (pool, id, value) => {
        await edit(pool, id, 'task.writtenByALaterVersion = ARGV[2]', value);
      },
      readUnknownField: async (pool, id) => {
        const read = `return cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])).writtenByALaterVersion`;
        return ((await admin.eval(read, 1, `{${prefix}:${pool}}:tasks`, id)) as string | null) ?? undefined;
      },
      backdate: async (pool, id, ms) => {
        const [status, at] = (await edit(pool, id, 'task.ended = task.ended - ARGV[2]', ms)) as [string, number];
        await admin.zadd(`{${prefix}:${pool}}:ended:${status}`, at, id);
      },
      outage: way.outage,
      child: child(target.options, prefix),
      dispose: async () => {
        await closeAll();
        admin.disconnect();
        await way.close();
        await target.drop(prefix);
      },
    };
  };
}

export function experimentStoresOn(target: Target): ExperimentStoreFactory {
  return async () => {
    const prefix = `e${randomUUID().slice(0, 8)}`;
    const { open, closeAll } = opener(async () =>
      RedisExperimentStore.open({ ...target.options, prefix, onWarning: () => {} }),
    );
    const store = await open();
    return {
      store,
      open,
      advance: (ms) => passServerTime(store, ms),
      child: child(target.options, prefix),
      dispose: async () => {
        await closeAll();
        await target.drop(prefix);
      },
    };
  };
}

export function artifactStoresOn(target: Target): ArtifactStoreFactory {
  return async () => {
    const prefix = `a${randomUUID().slice(0, 8)}`;
    const keys = new ArtifactKeys(prefix);
    const admin = target.admin();
    const { open, closeAll } = opener(async () =>
      RedisArtifactStore.open({ ...target.options, prefix, onWarning: () => {} }),
    );
    const store = await open();
    return {
      store,
      open,
      advance: (ms) => passServerTime(store, ms),
      corrupt: async (owner, name) => {
        const { data } = parseArtifact((await admin.hget(keys.artifacts(ownerKey(owner)), name)) ?? '');
        const byte = await admin.getrangeBuffer(keys.chunk(data, 0), 7, 7);
        await admin.setrange(keys.chunk(data, 0), 7, Buffer.from([(byte[0] ?? 0) ^ 1]));
      },
      child: child(target.options, prefix),
      dispose: async () => {
        await closeAll();
        admin.disconnect();
        await target.drop(prefix);
      },
    };
  };
}

/** The server of the run. */
export function onServer(url: string): Target {
  return {
    options: { url },
    admin: () => new Redis(url),
    drop: async (prefix) => {
      const client = new Redis(url);
      for await (const names of client.scanStream({ match: `{${prefix}:*`, count: 1_000 })) {
        if ((names as string[]).length > 0) await client.unlink(...(names as string[]));
      }
      client.disconnect();
    },
  };
}
