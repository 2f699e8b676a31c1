import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { answersHello } from '../run/mongo-hello.js';
import { exchange } from '../run/ready.js';

const redisUrl = inject('redisUrl') ?? '';
const mongoUrl = inject('mongoUrl') ?? '';
const secantusdbUrl = inject('secantusdbUrl') ?? '';
const mlflowUrl = inject('mlflowUrl') ?? '';

describe.skipIf(redisUrl === '')('the Redis of this run', () => {
  it('answers under the injected address', async () => {
    const answer = await exchange(Number(new URL(redisUrl).port), 'PING\r\n');
    expect(answer?.toString()).toBe('+PONG\r\n');
  });
});

describe.skipIf(mongoUrl === '')('the MongoDB-wire server of this run', () => {
  it('answers under the injected address', async () => {
    expect(await answersHello(Number(new URL(mongoUrl).port))).toBe(true);
  });
});

describe.skipIf(secantusdbUrl === '')('the SecantusDB of this run', () => {
  it('answers under the injected address', async () => {
    expect(await answersHello(Number(new URL(secantusdbUrl).port))).toBe(true);
  });
});

describe.skipIf(mlflowUrl === '')('the MLflow of this run', () => {
  it('creates an experiment over REST that its own Python client reads', async () => {
    const created = await fetch(`${mlflowUrl}/api/2.0/mlflow/experiments/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'injected' }),
    });
    expect(created.status).toBe(200);
    const { experiment_id: id } = (await created.json()) as { experiment_id: string };
    const read = 'import sys, mlflow; print(mlflow.MlflowClient(sys.argv[1]).get_experiment(sys.argv[2]).name)';
    const { stdout } = await promisify(execFile)(inject('mlflowPython') ?? '', ['-c', read, mlflowUrl, id]);
    expect(stdout.trim()).toBe('injected');
  }, 60_000);
});
