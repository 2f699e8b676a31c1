import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { missingServer, startSecantusdb } from '@windrow/test-servers';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';

const USER = 'zoe7';
const PASSWORD = 's3cret@x';

describe.skipIf(missingServer('secantusdb') !== undefined)('MongoTaskStore on a server with passwords and TLS', () => {
  let dir: string;
  let cert: string;
  let server: Awaited<ReturnType<typeof startSecantusdb>>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'windrow-secured-'));
    cert = join(dir, 'cert.pem');
    const key = join(dir, 'key.pem');
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', cert, '-days', '2'];
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject]);
    const open = await startSecantusdb({ dir });
    const admin = await new MongoClient(open.url).connect();
    await admin.db('admin').command({ createUser: USER, pwd: PASSWORD, roles: ['root'] });
    await admin.close();
    await open.stop();
    server = await startSecantusdb({ dir, auth: true, tls: { cert, key } });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const urlWith = (password: string) =>
    `mongodb://${USER}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/rolling?authSource=admin&tls=true`;
  const bounds = { serverSelectionTimeoutMS: 3_000 };
  const errorOf = async (opening: Promise<MongoTaskStore>): Promise<Error> => {
    const error = await opening.then(
      (store) => store.close(),
      (reason: unknown) => reason,
    );
    if (!(error instanceof Error)) throw new Error('It was opened.');
    expect(`${error.message}\n${error.stack}\n${JSON.stringify(error)}`).not.toMatch(/zoe7|s3cret/);
    return error;
  };

  it('passes the URL’s user and the certificate to the driver, and works', async () => {
    const store = await MongoTaskStore.open({ url: urlWith(PASSWORD), clientOptions: { tlsCAFile: cert } });
    expect(await store.now()).toBeGreaterThan(0);
    expect(await store.settings('p')).toMatchObject({ version: 0 });
    // No other thread is told a URL with a password.
    expect(store.capabilities.descriptor).toBeUndefined();
    await store.close();
  });

  it('passes authentication that is given beside the URL', async () => {
    const auth = { username: USER, password: PASSWORD };
    const clientOptions = { auth, authSource: 'admin', tls: true, tlsCAFile: cert };
    const url = `mongodb://127.0.0.1:${server.port}/rolling`;
    const store = await MongoTaskStore.open({ url, clientOptions });
    expect(await store.now()).toBeGreaterThan(0);
    await store.close();
  });

  it('says that a password is wrong, and does not show it', async () => {
    const clientOptions = { ...bounds, tlsCAFile: cert };
    const error = await errorOf(MongoTaskStore.open({ url: urlWith('s3cret-wrong'), clientOptions }));
    expect(error).toMatchObject({ code: 'STORE_CONFIGURATION' });
    expect(error.message).toMatch(/credentials/);
  });

  it('says that credentials are missing', async () => {
    const url = `mongodb://127.0.0.1:${server.port}/rolling?tls=true`;
    const error = await errorOf(MongoTaskStore.open({ url, clientOptions: { ...bounds, tlsCAFile: cert } }));
    expect(error).toMatchObject({ code: 'STORE_CONFIGURATION' });
  });

  it('trusts no certificate that it was not told of', async () => {
    const error = await errorOf(MongoTaskStore.open({ url: urlWith(PASSWORD), clientOptions: bounds }));
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(error.message).toMatch(/self-signed certificate/);
  });
});
