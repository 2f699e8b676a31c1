import { describe, expect, it } from 'vitest';
import { type MlflowOptions, resolveOptions } from './mlflow-options.js';

const URI = 'http://mlflow.example:5000/';

describe('options of the MLflow stores', () => {
  it.each<readonly [string, MlflowOptions, NodeJS.ProcessEnv, string | undefined]>([
    [
      'the environment, as MLflow’s client reads it',
      {},
      { MLFLOW_TRACKING_URI: URI, MLFLOW_TRACKING_TOKEN: 't0ken' },
      'Bearer t0ken',
    ],
    [
      'user and password before a token',
      {},
      {
        MLFLOW_TRACKING_URI: URI,
        MLFLOW_TRACKING_TOKEN: 't',
        MLFLOW_TRACKING_USERNAME: 'u',
        MLFLOW_TRACKING_PASSWORD: 'p',
      },
      'Basic dTpw',
    ],
    ['those in the address', { trackingUri: 'http://u:p@mlflow.example:5000' }, {}, 'Basic dTpw'],
    [
      'what is given before the environment',
      { trackingUri: URI, token: 'mine' },
      { MLFLOW_TRACKING_URI: 'http://other', MLFLOW_TRACKING_TOKEN: 'theirs' },
      'Bearer mine',
    ],
    ['no credentials', { trackingUri: URI }, { MLFLOW_TRACKING_TOKEN: '' }, undefined],
  ])('takes %s', (_, options, env, authorization) => {
    const resolved = resolveOptions(options, env);
    expect(resolved.baseUrl).toBe('http://mlflow.example:5000');
    expect(resolved.headers['authorization']).toBe(authorization);
  });

  it.each<readonly [string, MlflowOptions, string]>([
    ['no address at all', {}, 'STORE_CONFIGURATION'],
    ['a folder', { trackingUri: 'file:///mlruns' }, 'STORE_CONFIGURATION'],
    ['Databricks', { trackingUri: 'databricks' }, 'STORE_CONFIGURATION'],
    ['a header with a line break', { trackingUri: URI, headers: { 'x-a': 's3cret\r\nx-b: 1' } }, 'INVALID_ARGUMENT'],
    ['a token with a line break', { trackingUri: URI, token: 's3cret\n' }, 'STORE_CONFIGURATION'],
    ['a time limit of nothing', { trackingUri: URI, timeoutMs: 0 }, 'INVALID_ARGUMENT'],
    ['an option that is none', { trackingUri: URI, pasword: 's3cret' } as MlflowOptions, 'INVALID_ARGUMENT'],
    ['a namespace that is a path', { trackingUri: URI, namespace: '../x' }, 'INVALID_ARGUMENT'],
  ])('refuses %s, and names no credential', (_, options, code) => {
    let error: unknown;
    try {
      resolveOptions(options, {});
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code });
    expect(String((error as Error).message)).not.toContain('s3cret');
  });
});
