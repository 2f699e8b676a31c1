import { exchange } from './ready.js';

/** Whether a MongoDB-wire server on this loopback port answers `hello`: one OP_MSG message, written by hand. */
export async function answersHello(port: number): Promise<boolean> {
  const answer = await exchange(port, helloMessage());
  return answer?.includes('isWritablePrimary') === true && answer.includes('maxWireVersion');
}

function helloMessage(): Buffer {
  // BSON { hello: 1 (int32), $db: 'admin' }
  const fields = Buffer.concat([
    Buffer.from('\x10hello\0\x01\0\0\0', 'latin1'),
    Buffer.from('\x02$db\0\x06\0\0\0admin\0', 'latin1'),
    Buffer.from([0]),
  ]);
  const document = Buffer.concat([int32(fields.length + 4), fields]);
  const OP_MSG = 2013;
  const body = Buffer.concat([int32(0), Buffer.from([0]), document]);
  return Buffer.concat([int32(body.length + 16), int32(1), int32(0), int32(OP_MSG), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
