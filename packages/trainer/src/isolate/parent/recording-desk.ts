import {
  type ArtifactOwner,
  type ArtifactStore,
  type Experiments,
  InvalidArgumentError,
  type NewRecorder,
  type RecorderInfo,
  WindrowError,
} from '@windrow/core';
import type { StoreDesk } from '../executor.js';
import { ARTIFACT_METHODS, EXPERIMENT_METHODS, PIECE_BYTES } from '../store-methods.js';
import { Upload } from './upload.js';

type Method = (...args: readonly unknown[]) => Promise<unknown>;
const NAMES: ReadonlySet<string> = new Set([
  ...EXPERIMENT_METHODS.map((name) => `experiments.${name}`),
  ...ARTIFACT_METHODS.map((name) => `artifacts.${name}`),
]);
const OPEN = ['SCHEDULED', 'RUNNING'] as const;

/**
 * The worker's side of what the attempt of a child records. It knows which recorders are the attempt's, so that none of them says
 * RUNNING when the child is dead; and once the attempt's claim is lost, nothing more is written for it.
 */
export class RecordingDesk implements StoreDesk {
  readonly #stores: Experiments['stores'];
  readonly #recorders = new Set<string>();
  readonly #uploads = new Map<number, Upload>();
  readonly #downloads = new Map<number, AsyncIterator<Uint8Array>>();
  #last = 0;

  constructor(
    experiments: Experiments,
    private readonly signal: AbortSignal,
    /** Whose attempt it is, where a pool is involved: the task store's id, and the fence that goes with what is ended here. */
    private readonly task?: { readonly storeId: () => Promise<string>; readonly fence: number },
  ) {
    this.#stores = experiments.stores;
  }

  async call(method: string, args: readonly unknown[]): Promise<unknown> {
    const { reason } = this.signal as { readonly reason?: { readonly code?: string } };
    if (this.signal.aborted && reason?.code === 'LEASE_LOST') throw reason;
    if (NAMES.has(method)) return this.#store(method, args);
    const [first, second, third] = args;
    switch (method) {
      case 'task.storeId':
        return this.task?.storeId();
      case 'experiments.beginRecorder':
        return this.#begin(first as string, second as NewRecorder);
      case 'upload.whole':
        return this.#stores.artifacts.put(first as ArtifactOwner, second as string, third as Uint8Array);
      case 'upload.begin':
        return this.#open(this.#uploads, new Upload(this.#stores.artifacts, first as ArtifactOwner, second as string));
      case 'upload.piece':
        return this.#upload(first).write(second as Uint8Array);
      case 'upload.end':
        return this.#upload(first, true).end();
      case 'upload.abort':
        return this.#upload(first, true).abort(new Error('The train function broke off this upload.'));
      case 'download.begin':
        return this.#open(
          this.#downloads,
          inPieces(this.#stores.artifacts.get(...(args as Parameters<ArtifactStore['get']>))),
        );
      case 'download.piece':
        return (await this.#downloads.get(first as number)?.next())?.value;
      case 'download.end':
        await this.#downloads.get(first as number)?.return?.();
        return void this.#downloads.delete(first as number);
      default:
        throw new InvalidArgumentError('method', `a child asks for ${method}, which nobody does for it.`);
    }
  }

  /** The attempt is over: uploads that the child left are dropped, and downloads closed. */
  async close(): Promise<void> {
    for (const upload of this.#uploads.values()) await upload.abort(new Error('The child that uploaded is gone.'));
    for (const download of this.#downloads.values()) await download.return?.();
  }

  /** The attempt has no result: what it began and did not end itself is FAILED, unless a newer attempt has it. */
  async fail(): Promise<void> {
    const fence = this.task === undefined ? {} : { fence: this.task.fence };
    for (const id of this.#recorders) {
      try {
        await this.#stores.experiments.setStatus(id, { from: OPEN, to: 'FAILED', ...fence });
      } catch (error) {
        const known = ['RECORDER_STATUS', 'RECORDER_FENCED', 'RECORDER_NOT_FOUND'];
        if (!WindrowError.is(error) || !known.includes(error.code)) throw error;
      }
    }
  }

  async #begin(experiment: string, recorder: NewRecorder): Promise<RecorderInfo> {
    const { experiments } = this.#stores;
    this.#recorders.add(recorder.id);
    if (experiments.beginRecorder !== undefined) return experiments.beginRecorder(experiment, recorder);
    const { id } = await experiments.getOrCreate(experiment);
    return experiments.createRecorder(id, recorder);
  }

  async #store(method: string, args: readonly unknown[]): Promise<unknown> {
    const [port, name] = method.split('.') as ['experiments' | 'artifacts', string];
    const store = this.#stores[port] as unknown as Readonly<Record<string, Method>>;
    if (name === 'createRecorder') this.#recorders.add((args[1] as { readonly id: string }).id);
    if (name === 'setStatus' && (args[1] as { readonly to: string }).to === 'RUNNING') {
      this.#recorders.add(args[0] as string);
    }
    return store[name]?.call(store, ...args);
  }

  #open<T>(all: Map<number, T>, one: T): number {
    all.set(++this.#last, one);
    return this.#last;
  }

  #upload(id: unknown, last = false): Upload {
    const upload = this.#uploads.get(id as number);
    if (upload === undefined) throw new InvalidArgumentError('upload', 'it is over, or never began.');
    if (last) this.#uploads.delete(id as number);
    return upload;
  }
}

async function* inPieces(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const part of data) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
  }
}
