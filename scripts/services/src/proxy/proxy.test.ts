import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy, type TcpProxy } from './proxy.js';

/** A server that answers each piece with itself and keeps all it received. */
let server: Server;
let received: Buffer;
/** Resolves when the server has seen a connection end, and so all that came through it. */
let serverSawEnd: Promise<void>;
let proxy: TcpProxy;
const clients = new Set<Socket>();

beforeEach(async () => {
  received = Buffer.alloc(0);
  let seen: () => void = () => {};
  serverSawEnd = new Promise((resolve) => {
    seen = resolve;
  });
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('close', () => seen());
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      socket.write(piece);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  clients.clear();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

async function open(port = proxy.port): Promise<Socket> {
  const client = connect(port, '127.0.0.1');
  clients.add(client);
  await once(client, 'connect');
  return client;
}

/** The error code or 'end' with which a connection ends, and all that came before. */
async function ending(client: Socket): Promise<{ how: string; bytes: Buffer }> {
  const pieces: Buffer[] = [];
  let how = 'end';
  client.on('data', (piece: Buffer) => pieces.push(piece));
  client.on('error', (error: NodeJS.ErrnoException) => {
    how = error.code ?? error.message;
  });
  await new Promise<void>((resolve) => {
    client.once('close', () => resolve());
  });
  return { how, bytes: Buffer.concat(pieces) };
}

async function echo(client: Socket, text: string): Promise<string> {
  client.write(text);
  let answer = '';
  while (answer.length < text.length) answer += String((await once(client, 'data'))[0]);
  return answer;
}

describe('a proxy that is left alone', () => {
  it('forwards both ways and counts its connections', async () => {
    const accepted = proxy.nextConnection();
    const client = await open();
    await accepted;
    expect(await echo(client, 'hello')).toBe('hello');
    expect([proxy.open, proxy.accepted]).toEqual([1, 1]);
    const gone = proxy.nextDisconnection();
    client.end();
    await gone;
    expect([proxy.open, proxy.accepted]).toEqual([0, 1]);
  });

  it('carries many megabytes unchanged to a reader that is slower than the writer', async () => {
    const client = await open();
    const sent = Buffer.alloc(8_000_000, 'windrow ');
    let length = 0;
    let same = true;
    client.on('data', (piece: Buffer) => {
      same &&= piece.equals(sent.subarray(length, length + piece.length));
      length += piece.length;
      if (length === sent.length) client.end();
    });
    client.write(sent);
    await once(client, 'close');
    expect([length, same]).toEqual([sent.length, true]);
  });

  it('passes a half-closed connection on: the answer still comes', async () => {
    const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('last words');
    expect(await ending(client)).toEqual({ how: 'end', bytes: Buffer.from('last words') });
  });

  it('puts its own address into a URL', () => {
    expect(proxy.through('mongodb://127.0.0.1:1/db?x=1')).toBe(`mongodb://127.0.0.1:${proxy.port}/db?x=1`);
  });
});

describe('cutting', () => {
  it('resets every open connection and accepts new ones', async () => {
    const first = await open();
    await echo(first, 'a');
    const end = ending(first);
    proxy.cut();
    expect((await end).how).toBe('ECONNRESET');
    expect(await echo(await open(), 'again')).toBe('again');
  });

  it('lets exactly n bytes through to the server', async () => {
    const client = await open();
    const cut = proxy.cutAfterBytes(7);
    const end = ending(client);
    client.write('0123456789');
    await cut;
    expect((await end).how).toBe('ECONNRESET');
    await serverSawEnd;
    expect(received.toString()).toBe('0123456');
  });

  it('counts over several pieces and cuts right after the last one that is let through', async () => {
    const client = await open();
    const cut = proxy.cutAfterBytes(4);
    expect(await echo(client, 'ab')).toBe('ab');
    client.on('error', () => {});
    client.write('cd');
    await cut;
    await serverSawEnd;
    expect(received.toString()).toBe('abcd');
  });

  it('with no byte towards the client withholds the whole answer of a server that has acted', async () => {
    const client = await open();
    const cut = proxy.cutAfterBytes(0, 'to-client');
    const end = ending(client);
    client.write('do it');
    await cut;
    expect((await end).bytes.length).toBe(0);
    expect(received.toString()).toBe('do it');
  });

  it.each([
    ['before', ''],
    ['halfway', 'cla'],
    ['answered', 'claim!'],
  ] as const)('on a marked request, %s: the server has seen %j, the client gets no answer', async (moment, seen) => {
    const bystander = await open();
    const client = await open();
    const cut = proxy.cutOn('claim', moment);
    const end = ending(client);
    client.write('claim!');
    await cut;
    expect(await end).toEqual({ how: 'ECONNRESET', bytes: Buffer.alloc(0) });
    await serverSawEnd;
    expect(await echo(bystander, '-')).toBe('-');
    expect(received.toString()).toBe(`${seen}-`);
  });

  it('happens once, and not at all after resume()', async () => {
    const client = await open();
    void proxy.cutOn('claim', 'before');
    await proxy.resume();
    expect(await echo(client, 'claim')).toBe('claim');
  });
});

describe('silence and delay', () => {
  it('holds everything back while paused, new connections too, and loses nothing', async () => {
    const early = await open();
    proxy.pause();
    const late = await open();
    early.write('one');
    late.write('two');
    // A second proxy shows that time enough for an answer has gone by.
    const other = await startProxy((server.address() as AddressInfo).port);
    expect(await echo(await open(other.port), '...')).toBe('...');
    expect(received.toString()).toBe('...');
    const answers = [once(early, 'data'), once(late, 'data')];
    await proxy.resume();
    expect((await Promise.all(answers)).map(String)).toEqual(['one', 'two']);
    await other.close();
  });

  it('ends a timed pause by itself', async () => {
    const client = await open();
    proxy.pause(30);
    expect(await echo(client, 'late')).toBe('late');
  });

  it('delays every piece and keeps the order', async () => {
    const client = await open();
    proxy.delay(20);
    const start = performance.now();
    expect(await echo(client, 'abc')).toBe('abc');
    // There and back: timers may fire a millisecond early.
    expect(performance.now() - start).toBeGreaterThanOrEqual(38);
  });

  it('refuses connections like a server that is down, until resume()', async () => {
    const client = await open();
    const end = ending(client);
    await proxy.refuse();
    expect((await end).how).toBe('ECONNRESET');
    await expect(open()).rejects.toThrow('ECONNREFUSED');
    await proxy.resume();
    expect(await echo(await open(), 'up')).toBe('up');
  });
});

describe('a target that is not there', () => {
  it('ends the client’s connection with a reset', async () => {
    const orphan = await startProxy(1);
    expect((await ending(connect(orphan.port, '127.0.0.1'))).how).toBe('ECONNRESET');
    await orphan.close();
  });
});
