import { describe, expect, it } from 'vitest';
import { MlflowArtifactStore, MlflowExperimentStore } from '../src/index.js';
import { home, owner, RUN_ID, routes, run, serve } from './fake-server.js';

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
