import type {
  ArtifactData,
  ArtifactInfo,
  ArtifactOwner,
  ArtifactStore,
  ArtifactStoreCapabilities,
  ExperimentStore,
  ExperimentStoreCapabilities,
} from '@windrow/core';
import { ARTIFACT_METHODS, EXPERIMENT_METHODS, PIECE_BYTES } from '../store-methods.js';
import type { CallStore } from './child-calls.js';

export interface RemoteCapabilities {
  readonly experiments: ExperimentStoreCapabilities;
  readonly artifacts: ArtifactStoreCapabilities;
}

/** What a child need not ask twice: its worker's stores stay the same as long as it lives. */
export class ChildFacts {
  readonly #known = new Map<string, unknown>();

  /** Keeps answers, not questions: one that an attempt left behind is never answered. */
  async once(call: CallStore, method: string): Promise<unknown> {
    if (!this.#known.has(method)) this.#known.set(method, await call(method, []));
    return this.#known.get(method);
  }
}

/** The worker's two recording stores, as a child sees them: every call is made by the worker. */
export function remoteStores(
  call: CallStore,
  capabilities: RemoteCapabilities,
  facts: ChildFacts = new ChildFacts(),
): { readonly experiments: ExperimentStore; readonly artifacts: ArtifactStore } {
  return {
    experiments: {
      ...methods('experiments', EXPERIMENT_METHODS, call),
      identity: () => facts.once(call, 'experiments.identity'),
      beginRecorder: (...args: readonly unknown[]) => call('experiments.beginRecorder', args),
      capabilities: capabilities.experiments,
      close: async () => {},
    } as unknown as ExperimentStore,
    artifacts: {
      ...methods('artifacts', ARTIFACT_METHODS, call),
      capabilities: capabilities.artifacts,
      put: (owner: ArtifactOwner, name: string, data: ArtifactData) => put(call, owner, name, data),
      get: (...args: readonly unknown[]) => get(call, args),
      close: async () => {},
    } as unknown as ArtifactStore,
  };
}

function methods(port: string, names: readonly string[], call: CallStore): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, (...args: readonly unknown[]) => call(`${port}.${name}`, args)]),
  );
}

async function put(call: CallStore, owner: ArtifactOwner, name: string, data: ArtifactData): Promise<ArtifactInfo> {
  // What is one piece goes with the question.
  if (data instanceof Uint8Array && data.length <= PIECE_BYTES) {
    return (await call('upload.whole', [owner, name, data])) as ArtifactInfo;
  }
  const upload = (await call('upload.begin', [owner, name])) as number;
  try {
    for await (const piece of pieces(data)) await call('upload.piece', [upload, piece]);
  } catch (error) {
    await call('upload.abort', [upload]).catch(() => {});
    throw error;
  }
  return (await call('upload.end', [upload])) as ArtifactInfo;
}

async function* get(call: CallStore, args: readonly unknown[]): AsyncGenerator<Uint8Array, void> {
  const download = (await call('download.begin', args)) as number;
  try {
    for (;;) {
      const piece = (await call('download.piece', [download])) as Uint8Array | undefined;
      if (piece === undefined) return;
      yield piece;
    }
  } finally {
    await call('download.end', [download]);
  }
}

async function* pieces(data: ArtifactData): AsyncGenerator<Uint8Array, void> {
  const whole = data instanceof Uint8Array ? [data] : data;
  for await (const part of whole) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
  }
}
