import { describe, expect, it } from 'vitest';
import { MlflowArtifactStore, MlflowExperimentStore } from '../src/index.js';
import { home, owner, RUN_ID, routes, run, serve } from './fake-server.js';

describe('a server that does not answer, or not yet', () => {
  it.each([
    [401, 'STORE_CONFIGURATION'],
    [403, 'STORE_CONFIGURATION'],
    [302, 'STORE_CONFIGURATION'],
    [400, 'MLFLOW_REFUSED'],
    [507, 'STORE_FULL'],
    [503, 'STORE_UNAVAILABLE'],
    [429, 'STORE_UNAVAILABLE'],
  ])('turns HTTP %i into %s, and names no credential', async (status, code) => {
    const options = await serve(
      (_request, response) => {
        response.statusCode = status;
        response.end('no');
      },
      { username: 'zoe7', password: 's3cret' },
    );
    const error = await new MlflowExperimentStore(options).getRecorder(RUN_ID).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toMatch(/zoe7|s3cret|em9lNzpzM2NyZXQ/);
  });

  it('asks again while it is busy or broken, as long as it was told to', async () => {
    const statuses = [429, 503, 500];
    const options = await serve(
      (request, response) => {
        response.statusCode = statuses.shift() ?? 200;
        if (response.statusCode === 200) routes({ 'runs/get': { run: run() } })(request, response);
        else response.end('{}');
      },
      { retries: 3 },
    );
    expect((await new MlflowExperimentStore(options).getRecorder(RUN_ID))?.id).toBe(RUN_ID);
  });

  it('never sends the creation of a run twice by itself', async () => {
    let creations = 0;
    const experiment = { experiment: { experiment_id: '1', name: 'e', lifecycle_stage: 'active' } };
    const options = await serve(
      (request, response) => {
        if (request.url?.endsWith('runs/create') !== true) {
          routes({ 'experiments/get': experiment, 'runs/search': {} })(request, response);
          return;
        }
        creations += 1;
        request.socket.destroy();
      },
      { retries: 3 },
    );
    const given = { id: 'r', name: 'r', status: 'RUNNING', tags: {}, environment: {} } as const;
    await expect(new MlflowExperimentStore(options).createRecorder('1', given)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
    });
    expect(creations).toBe(1);
  });

  it('gives up on one that stands still', async () => {
    const options = await serve(() => {}, { timeoutMs: 50 });
    await expect(new MlflowExperimentStore(options).getRecorder(RUN_ID)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  it('says that nothing listens', async () => {
    const store = new MlflowExperimentStore({ trackingUri: 'http://127.0.0.1:9', retries: 0 });
    await expect(store.getOrCreate('a')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
  });
});

describe('the server’s clock', () => {
  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('rules when it is %s', async (_, skew) => {
    const options = await serve((_request, response) => {
      response.setHeader('date', new Date(Date.now() + skew).toUTCString());
      response.end('OK');
    });
    const told = await new MlflowExperimentStore(options).now();
    expect(Math.abs(told - (Date.now() + skew))).toBeLessThan(60_000);
  });

  it('is this machine’s own where the two agree', async () => {
    const options = await serve((_request, response) => void response.end('OK'));
    const before = Date.now();
    const told = await new MlflowExperimentStore(options).now();
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });
});

it('cuts a range out of everything when the server knows no ranges', async () => {
  const bytes = Buffer.from('0123456789');
  const table = { 'get-by-name': home, 'runs/get': { run: run() } };
  const options = await serve((request, response) => {
    if (request.url?.includes('mlflow-artifacts') === true) response.end(bytes);
    else routes(table)(request, response);
  });
  const pieces: Uint8Array[] = [];
  const range = { start: 3, end: 6 };
  for await (const piece of new MlflowArtifactStore(options).get(owner, 'file', { range })) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe('345');
});
