import { WindrowError } from '@windrow/core';
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isDuplicate, isWriteConflict, translateError, withoutSecrets } from './mongo-error.js';

const server = (code: number, errmsg = 'x') => new MongoServerError({ code, errmsg, message: errmsg });
const codeOf = (error: unknown) => {
  const translated = translateError('mongodb://h/d', 'claim', error);
  return WindrowError.is(translated) ? (translated as WindrowError & { code: string }).code : undefined;
};

// The driver does not export its class.
const interrupted = Object.defineProperty(
  new MongoError('Connection to h:1 interrupted due to server monitor timeout'),
  'name',
  { value: 'PoolClearedOnNetworkError' },
);
interrupted.addErrorLabel('PoolRequestedRetry');

// A sharded cluster or a replica set answers so; the server used in tests does not.
describe('translateError', () => {
  it.each<readonly [string, unknown]>([
    ['a broken connection', new MongoNetworkError('connection closed')],
    // The driver does not export its class.
    [
      'no connection in time',
      Object.defineProperty(new MongoError('timed out'), 'name', { value: 'MongoWaitQueueTimeoutError' }),
    ],
    ['a connection that the monitor of a silent server ended', interrupted],
    ['no server in time', new MongoServerSelectionError('timed out', { servers: new Map() } as never)],
    ['an election', server(10_107, 'not primary')],
    ['a shutdown', server(91, 'shutting down')],
    ['a majority that did not confirm', server(64, 'waiting for replication timed out')],
    ['a write conflict that stayed', server(112, 'WriteConflict')],
    ['an engine that is away', server(1, 'failed to connect to host')],
    [
      'a socket whose reset the driver lets through as it is',
      Object.assign(new Error('write ECONNRESET'), { errno: -104, code: 'ECONNRESET', syscall: 'write' }),
    ],
    ['an engine that recovers', server(1, 'the database system is not yet accepting connections')],
    [
      'a broken connection in the middle of a batch',
      new MongoBulkWriteError(new MongoNetworkError('reset') as never, {} as never),
    ],
  ])('calls %s unavailable', (_, error) => {
    expect(codeOf(error)).toBe('STORE_UNAVAILABLE');
  });

  it('calls a full disk full', () => {
    expect(codeOf(server(14_031, 'No space left on device'))).toBe('STORE_FULL');
  });

  it('calls refused credentials a matter of configuration', () => {
    expect(codeOf(server(18, 'Authentication failed.'))).toBe('STORE_CONFIGURATION');
    expect(codeOf(server(13, 'not authorized on d to execute command'))).toBe('STORE_CONFIGURATION');
  });

  it('lets through what is none of these', () => {
    const wrong = server(9, 'failed to parse');
    const own = new TypeError('a bug');
    const source = Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' });
    expect(translateError('m', 'put', source)).toBe(source);
    expect(translateError('m', 'claim', wrong)).toBe(wrong);
    expect(translateError('m', 'claim', own)).toBe(own);
  });

  it('names no user and no password', () => {
    const error = new MongoNetworkError('cannot reach mongodb://zoe7:s3cret@h:1/d');
    const translated = translateError('mongodb://h:1/d', 'claim', error) as Error;
    expect(translated.message).not.toMatch(/zoe7|s3cret/);
    expect(withoutSecrets('mongodb+srv://u:p@h/d')).toBe('mongodb+srv://h/d');
  });
});

it('knows a duplicate by its code, whatever else the server tells, and a DocumentDB engine’s by its text', () => {
  expect(isDuplicate(server(11_000))).toBe(true);
  expect(isDuplicate(server(1, 'conflicting key value violates exclusion constraint "x"'))).toBe(true);
  expect(isDuplicate(server(112))).toBe(false);
});

it('knows a write that may be sent again at once', () => {
  expect(isWriteConflict(server(112))).toBe(true);
  expect(isWriteConflict(server(1, 'deadlock detected'))).toBe(true);
  expect(isWriteConflict(server(11_000))).toBe(false);
});
