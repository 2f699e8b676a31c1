import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MlflowArtifactStore, MlflowExperimentStore, type MlflowOptions } from '../src/index.js';

/* The one place with a server that is none of MLflow's: no real one answers like this. */

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const RUN_ID = 'a'.repeat(32);
const servers: Server[] = [];

async function serve(
  answer: Answer,
  options: MlflowOptions = {},
): Promise<Required<Pick<MlflowOptions, 'trackingUri'>> & MlflowOptions> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    trackingUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    retries: 0,
    timeoutMs: 2_000,
    ...options,
  };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers by the end of the path. */
function routes(table: Readonly<Record<string, unknown>>): Answer {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const key = Object.keys(table).find((each) => path.endsWith(each));
    response.setHeader('content-type', 'application/json');
    response.statusCode = key === undefined ? 404 : 200;
    const body = key === undefined ? { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'none' } : table[key];
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const run = (info: object = {}, data: object = {}): object => ({
  info: {
    run_id: RUN_ID,
    experiment_id: '1',
    run_name: 'r',
    status: 'RUNNING',
    start_time: 1,
    artifact_uri: `mlflow-artifacts:/1/${RUN_ID}/artifacts`,
    lifecycle_stage: 'active',
    ...info,
  },
  data,
});
const home = {
  experiment: {
    experiment_id: '9',
    name: '.windrow',
    lifecycle_stage: 'active',
    tags: [{ key: 'mlflow.windrow.storeId', value: 's' }],
  },
};
const owner = { kind: 'recorder', storeId: 's', experimentId: '1', recorderId: RUN_ID } as const;

describe('a server that answers what MLflow never would', () => {
  it.each<readonly [string, unknown]>([
    ['no JSON', '<html>login</html>'],
    ['a list', []],
    ['no run', { run: null }],
    ['an id that is a path', { run: run({ run_id: '../../secret' }) }],
    ['a status that is none', { run: run({ status: 'EXPLODED' }) }],
    ['a number for a text', { run: run({}, { params: [{ key: 1, value: 2 }] }) }],
    ['a text for a metric', { run: run({}, { metrics: [{ key: 'a', value: 'many', timestamp: 1, step: 1 }] }) }],
  ])('is refused by name: %s', async (_, reply) => {
    const store = new MlflowExperimentStore(await serve(routes({ 'runs/get': reply })));
    await expect(store.getRecorder(RUN_ID)).rejects.toMatchObject({ code: 'MLFLOW_REPLY', retryable: false });
  });

  it('pollutes no prototype by its names', async () => {
    const pairs =
      '[{"key":"__proto__","value":"x"},{"key":"__proto__.polluted","value":"1"},{"key":"constructor.prototype.polluted","value":"1"}]';
    const metrics = '[{"key":"__proto__","value":1,"timestamp":1,"step":1}]';
    const reply = `{"run":{"__proto__":{"polluted":1},"info":${JSON.stringify((run() as { info: object }).info)},"data":{"params":${pairs},"tags":${pairs},"metrics":${metrics}}}}`;
    const store = new MlflowExperimentStore(await serve(routes({ 'runs/get': reply })));
    const recorder = await store.getRecorder(RUN_ID);
    expect(Object.keys(recorder?.params ?? {})).toContain('__proto__');
    expect(Object.getPrototypeOf(recorder?.params)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(recorder?.metrics)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each<readonly [string, readonly unknown[]]>([
    ['the same page token for ever', [{ runs: [run()], next_page_token: 't' }]],
    ['empty pages for ever', Array.from({ length: 50 }, (_, i) => ({ runs: [], next_page_token: `t${i}` }))],
  ])('is not followed for ever: %s', async (_, replies) => {
    let asked = 0;
    const options = await serve((request, response) => {
      if (request.url?.includes('experiments/get') === true) {
        response.end(JSON.stringify({ experiment: { experiment_id: '1', name: 'e', lifecycle_stage: 'active' } }));
      } else response.end(JSON.stringify(replies[Math.min(asked++, replies.length - 1)]));
    });
    const store = new MlflowExperimentStore(options);
    await expect(store.listRecorders({ experimentId: '1', limit: 10 })).rejects.toMatchObject({ code: 'MLFLOW_REPLY' });
    expect(asked).toBeLessThan(5);
  });

  it.each([
    ['out of the run', '../../../etc/passwd'],
    ['absolute', '/etc/passwd'],
    ['out of the folder', 'other/file'],
    ['nowhere', ''],
  ])('leads no listing %s', async (_, path) => {
    const table = {
      'get-by-name': home,
      'runs/get': { run: run() },
      'artifacts/list': { files: [{ path, is_dir: false }] },
    };
    const store = new MlflowArtifactStore(await serve(routes(table)));
    await expect(store.list(owner)).rejects.toMatchObject({ code: 'MLFLOW_REPLY' });
  });

  it('ends a listing whose folders have no end', async () => {
    const options = await serve((request, response) => {
      const url = new URL(request.url ?? '', 'http://h');
      const folder = url.searchParams.get('path');
      const files = [{ path: folder === null ? 'd' : `${folder}/d`, is_dir: true }];
      if (url.pathname.endsWith('get-by-name')) response.end(JSON.stringify(home));
      else response.end(JSON.stringify(url.pathname.endsWith('runs/get') ? { run: run() } : { files }));
    });
    await expect(new MlflowArtifactStore(options).list(owner)).rejects.toMatchObject({ code: 'MLFLOW_REPLY' });
  });

  it.each(['mlflow-artifacts:/1/../../x', 's3://bucket/1', 'file:///etc', ''])(
    'is sent no bytes for artifacts at %j',
    async (uri) => {
      const table = { 'get-by-name': home, 'runs/get': { run: run({ artifact_uri: uri }) } };
      const store = new MlflowArtifactStore(await serve(routes(table)));
      await expect(store.put(owner, 'a', new Uint8Array(1))).rejects.toMatchObject({ code: 'STORE_CONFIGURATION' });
    },
  );

  it('says by name that Windrow’s own tags were tampered with', async () => {
    const tags = [{ key: 'mlflow.windrow.task', value: '{"fence":"high"}' }];
    const store = new MlflowExperimentStore(await serve(routes({ 'runs/get': { run: run({}, { tags }) } })));
    await expect(store.getRecorder(RUN_ID)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  it('cannot fill the memory', async () => {
    const piece = Buffer.alloc(2 ** 20, 0x20);
    const options = await serve((_request, response) => {
      const more = (): void => {
        while (response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    await expect(new MlflowExperimentStore(options).getRecorder(RUN_ID)).rejects.toMatchObject({
      code: 'MLFLOW_REPLY',
    });
  });
});

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
