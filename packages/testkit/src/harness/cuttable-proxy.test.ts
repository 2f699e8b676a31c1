import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { startCuttableProxy } from './cuttable-proxy.js';

it('a cuttable proxy carries bytes, ends every connection when cut, and comes back on the same port', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const proxy = await startCuttableProxy({ port });
  const echo = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text);
    const [data] = (await once(socket, 'data')) as [Buffer];
    return data.toString();
  };
  const first = connect(proxy.port, '127.0.0.1');
  expect(await echo(first, 'one')).toBe('one');
  const closed = once(first, 'close');
  await proxy.cut();
  await proxy.cut();
  await closed;
  await expect(once(connect(proxy.port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  await proxy.restore();
  await proxy.restore();
  const second = connect(proxy.port, '127.0.0.1');
  expect(await echo(second, 'two')).toBe('two');
  second.destroy();
  await proxy.close();
  server.close();
});
