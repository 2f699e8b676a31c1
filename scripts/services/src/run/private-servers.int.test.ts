import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startProxy } from '../proxy/proxy.js';
import { missingServer } from './locate.js';
import { startMongo } from './mongo.js';
import { answersHello } from './mongo-hello.js';
import { exchange } from './ready.js';
import { startRedis } from './redis.js';

async function redisSays(port: number, command: string): Promise<string | undefined> {
  return (await exchange(port, `${command}\r\n`, 300))?.toString();
}

describe.skipIf(missingServer('redis') !== undefined)('a private Redis', () => {
  it('keeps what it acknowledged through SIGKILL and restart() when it is append-only', async () => {
    const server = await startRedis({ appendonly: true });
    const firstPid = server.pid;
    expect(await redisSays(server.port, 'SET key kept')).toBe('+OK\r\n');
    await server.kill();
    expect(await redisSays(server.port, 'PING')).toBeUndefined();
    await server.restart();
    expect(await redisSays(server.port, 'GET key')).toBe('$4\r\nkept\r\n');
    expect(server.pid).not.toBe(firstPid);
    await server.stop();
    expect(await redisSays(server.port, 'PING')).toBeUndefined();
  });

  it('loses it when it is not', async () => {
    const server = await startRedis();
    await redisSays(server.port, 'SET key lost');
    await server.kill();
    await server.restart();
    expect(await redisSays(server.port, 'GET key')).toBe('$-1\r\n');
    await server.stop();
  });

  it('falls silent at SIGSTOP, with connections open, and answers again after SIGCONT', async () => {
    const server = await startRedis();
    await server.kill('SIGSTOP');
    expect(await redisSays(server.port, 'PING')).toBeUndefined();
    await server.kill('SIGCONT');
    expect(await redisSays(server.port, 'PING')).toBe('+PONG\r\n');
    await server.stop();
  });

  it('takes directives, listens on loopback alone, and keeps a directory that it was given', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'windrow-given-'));
    const server = await startRedis({ dir, config: { 'maxmemory-policy': 'allkeys-lru' } });
    expect(await redisSays(server.port, 'CONFIG GET maxmemory-policy')).toContain('allkeys-lru');
    expect(await redisSays(server.port, 'CONFIG GET bind')).toContain('\r\n127.0.0.1\r\n');
    await server.stop();
    expect(readdirSync(dir)).toContain('server.log');
    rmSync(dir, { recursive: true });
  });

  it('says what the server said when it does not start', async () => {
    await expect(startRedis({ config: { maxmemory: 'plenty' } })).rejects.toThrow(
      /redis-server ended while starting[\s\S]*maxmemory/,
    );
  });

  it('tells its own server from another one on the same port', async () => {
    const first = await startRedis();
    await expect(startRedis({ port: first.port })).rejects.toThrow('redis-server ended while starting');
    await first.stop();
  });
});

describe.skipIf(missingServer('mongo') !== undefined)('a private MongoDB-wire server', () => {
  it('updates by pipeline, finds by index, and keeps what it acknowledged through SIGKILL and restart()', async () => {
    const server = await startMongo();
    const before = await new MongoClient(server.url).connect();
    const tasks = before.db('kept').collection<{ _id: number; lease: number }>('tasks');
    await tasks.insertMany([
      { _id: 1, lease: 10 },
      { _id: 2, lease: 20 },
    ]);
    await tasks.createIndex({ lease: 1 }, { unique: true });
    const updated = await tasks.findOneAndUpdate({ _id: 1 }, [{ $set: { lease: { $add: ['$lease', 1] } } }], {
      returnDocument: 'after',
      includeResultMetadata: false,
    });
    expect(updated).toEqual({ _id: 1, lease: 11 });
    await expect(tasks.insertOne({ _id: 3, lease: 20 })).rejects.toMatchObject({ code: 11000 });
    await before.close();

    await server.kill();
    expect(await answersHello(server.port)).toBe(false);
    await server.restart();
    const after = await new MongoClient(server.url).connect();
    const rows = await after
      .db('kept')
      .collection('tasks')
      .find({ lease: { $gt: 0 } })
      .sort({ lease: 1 })
      .toArray();
    expect(rows).toEqual([
      { _id: 1, lease: 11 },
      { _id: 2, lease: 20 },
    ]);
    await after.close();
    await server.stop();
    expect(await answersHello(server.port)).toBe(false);
  }, 60_000);

  it('runs beside others, on data of its own', async () => {
    const [one, other] = await Promise.all([startMongo(), startMongo()]);
    const clients = await Promise.all([one, other].map((server) => new MongoClient(server.url).connect()));
    const counts = await Promise.all(
      clients.map(async (client, index) => {
        const things = client.db('own').collection('things');
        await things.insertMany(Array.from({ length: index + 1 }, () => ({})));
        return things.countDocuments();
      }),
    );
    expect(counts).toEqual([1, 2]);
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all([one.stop(), other.stop()]);
  }, 60_000);

  it('behind a proxy: a write whose answer is withheld has been done', async () => {
    const server = await startMongo();
    const proxy = await startProxy(server.port);
    const client = new MongoClient(proxy.through(server.url), { retryWrites: false });
    const things = client.db('cut').collection<{ _id: number }>('things');
    await things.insertOne({ _id: 1 });
    const cut = proxy.cutOn('insert', 'answered');
    await expect(things.insertOne({ _id: 2 })).rejects.toMatchObject({ name: 'MongoNetworkError' });
    await cut;
    expect(await things.countDocuments()).toBe(2);
    await client.close();
    await proxy.close();
    await server.stop();
  }, 60_000);
});
