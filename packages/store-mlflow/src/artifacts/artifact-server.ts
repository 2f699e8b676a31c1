import { StoreConfigurationError } from '@windrow/core';
import { isRefusal, MlflowReplyError } from '../connection/errors.js';
import type { IdleLimit } from '../connection/idle-limit.js';
import type { MlflowConnection } from '../connection/mlflow-connection.js';
import { pages } from '../connection/pages.js';
import { filesReply, type MlflowFile, type MlflowRun } from '../connection/replies.js';
import { orNothing } from '../connection/runs.js';

const PROXY = '/api/2.0/mlflow-artifacts/artifacts/';
const MAX_DEPTH = 64;
const MAX_FILES = 100_000;

export interface StoredFile {
  readonly path: string;
  readonly size: number;
}

/** The files behind the server's artifact proxy. */
export class ArtifactServer {
  readonly #connection: MlflowConnection;

  constructor(connection: MlflowConnection) {
    this.#connection = connection;
  }

  /** Where a run's artifacts lie behind the proxy. @throws StoreConfigurationError when they lie elsewhere */
  rootOf(run: MlflowRun): string {
    const { artifact_uri: uri } = run.info;
    const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/.exec(uri);
    const path = match?.[1];
    if (path === undefined || path.split('/').some((part) => ['', '.', '..'].includes(part))) {
      throw new StoreConfigurationError(
        this.#connection.name,
        `the artifacts of run ${run.info.run_id} do not pass through the server`,
        'Start it with --artifacts-destination and --serve-artifacts, and no other --default-artifact-root.',
      );
    }
    return path;
  }

  /** Whole or not at all: a server that gets less than it was told keeps nothing. */
  async upload(
    path: string,
    body: (limit: IdleLimit) => NonNullable<RequestInit['body']>,
    size: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) };
    await this.#connection.send(urlOf(path), { method: 'PUT', body, headers, signal }, drain);
  }

  /** The answer with its body still to come, or `undefined` when nothing is there. Who takes it stops the limit. */
  async download(
    path: string,
    range: string | undefined,
  ): Promise<{ readonly response: Response; readonly limit: IdleLimit } | undefined> {
    const headers = range === undefined ? {} : { range };
    return orNothing(() =>
      this.#connection.send(urlOf(path), { headers }, (response, limit) => {
        limit.kept = true;
        return { response, limit };
      }),
    );
  }

  /** Bytes of a file; `undefined` when there is none, or the server does not tell. */
  async size(path: string): Promise<number | undefined> {
    try {
      return await this.#connection.send(urlOf(path), { method: 'HEAD' }, (response) => {
        const told = response.headers.get('content-length');
        return told !== null && /^\d{1,15}$/.test(told) ? Number(told) : undefined;
      });
    } catch (error) {
      // The answer to a HEAD has no words: 404 where nothing is, 400 for a folder, 405 from a server that knows no HEAD.
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  /** A file, or a folder with all that is in it; what is not there is fine. */
  async remove(path: string): Promise<void> {
    await orNothing(() => this.#connection.send(urlOf(path), { method: 'DELETE' }, drain));
  }

  /** All files of a run, but those in `without`. @throws MlflowReplyError for a path that leads elsewhere, or has no end */
  async files(runId: string, without: string): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    const folders = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const { path, is_dir: isFolder, file_size: size } of this.#entries(runId, folder)) {
        if (!isFolder) files.push({ path, size });
        else if (path !== without) folders.push(path);
        if (files.length + folders.length > MAX_FILES || path.split('/').length > MAX_DEPTH) {
          throw new MlflowReplyError('artifacts/list', 'its folders have no end');
        }
      }
    }
    return files;
  }

  async isFolder(runId: string, path: string): Promise<boolean> {
    const folder = path.split('/').slice(0, -1).join('/');
    for await (const entry of this.#entries(runId, folder)) if (entry.path === path && entry.is_dir) return true;
    return false;
  }

  async *#entries(runId: string, folder: string): AsyncGenerator<MlflowFile, void, undefined> {
    const query = folder === '' ? { run_id: runId } : { run_id: runId, path: folder };
    const listing = pages(
      'artifacts/list',
      (token) =>
        this.#connection.get(
          'artifacts/list',
          filesReply,
          token === undefined ? query : { ...query, page_token: token },
        ),
      (page) => page.files,
    );
    for await (const entry of listing) {
      requireChild(folder, entry.path);
      yield entry;
    }
  }
}

function requireChild(folder: string, path: string): void {
  const name = folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
  if (name === '' || name === '.' || name === '..' || name.includes('/')) {
    throw new MlflowReplyError(
      'artifacts/list',
      `${JSON.stringify(path)} is no entry of folder ${JSON.stringify(folder)}`,
    );
  }
}

function urlOf(path: string): string {
  return PROXY + path.split('/').map(encodeURIComponent).join('/');
}

async function drain(response: Response): Promise<void> {
  await response.body?.cancel();
}
