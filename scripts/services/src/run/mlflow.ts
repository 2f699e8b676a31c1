import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { KeptProcess } from './kept-process.js';
import { findMlflow, missingServer } from './locate.js';
import { type PrivateServer, startPrivateServer, temporaryDirectory } from './private-server.js';
import { untilReady } from './ready.js';

/** An MLflow tracking server of one's own. */
export interface PrivateMlflow extends PrivateServer {
  /** A Python that has MLflow's client of the same version. */
  readonly python: string;
}

/**
 * Starts an MLflow tracking server with its artifacts on the loopback interface and waits until it answers.
 * @throws Error when none is provisioned, or it does not start
 */
export async function startMlflow(options: { readonly port?: number } = {}): Promise<PrivateMlflow> {
  const found = findMlflow();
  if (found === undefined) throw new Error(missingServer('mlflow'));
  const port = options.port ?? (await freePort());
  const directory = temporaryDirectory('mlflow');
  const database = join(directory, 'mlflow.db');
  copyFileSync(found.template, database);
  const url = `http://127.0.0.1:${port}`;
  const server = await startPrivateServer({
    url,
    port,
    directory,
    launch: async (processes) => {
      const tracking = await KeptProcess.start({
        program: join(found.venv, 'bin/mlflow'),
        args: [
          'server',
          ...['--backend-store-uri', `sqlite:///${database}`, '--artifacts-destination', join(directory, 'artifacts')],
          ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
        ],
        cwd: directory,
        env: {
          MLFLOW_DISABLE_TELEMETRY: 'true',
          MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
          PATH: `${join(found.venv, 'bin')}:${process.env['PATH']}`,
        },
        log: join(directory, 'server.log'),
        removeDirectory: directory,
      });
      processes.push(tracking);
      await untilReady('mlflow', tracking, () => healthy(url), 120_000);
    },
  });
  return Object.assign(server, { python: join(found.venv, 'bin/python') });
}

async function healthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    return answer.ok && (await answer.text()) === 'OK';
  } catch {
    return false;
  }
}
