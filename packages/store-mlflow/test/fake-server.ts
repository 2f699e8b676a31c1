import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArtifactOwner } from '@windrow/core';
import { afterEach } from 'vitest';
import type { MlflowOptions } from '../src/index.js';

/* The one place with a server that is none of MLflow's: no real one answers like these. */

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const RUN_ID: string = 'a'.repeat(32);
const servers: Server[] = [];

/** A server on the loopback interface that ends with the test. */
export async function serve(
  answer: Answer,
  options: MlflowOptions = {},
): Promise<Required<Pick<MlflowOptions, 'trackingUri'>> & MlflowOptions> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    trackingUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    retries: 0,
    timeoutMs: 10_000,
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
export function routes(table: Readonly<Record<string, unknown>>): Answer {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const key = Object.keys(table).find((each) => path.endsWith(each));
    response.setHeader('content-type', 'application/json');
    response.statusCode = key === undefined ? 404 : 200;
    const body = key === undefined ? { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'none' } : table[key];
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export const run = (info: object = {}, data: object = {}): object => ({
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
export const home: object = {
  experiment: {
    experiment_id: '9',
    name: '.windrow',
    lifecycle_stage: 'active',
    tags: [{ key: 'mlflow.windrow.storeId', value: 's' }],
  },
};
export const owner: Extract<ArtifactOwner, { kind: 'recorder' }> = {
  kind: 'recorder',
  storeId: 's',
  experimentId: '1',
  recorderId: RUN_ID,
};
