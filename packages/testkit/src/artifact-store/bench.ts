import { randomUUID } from 'node:crypto';
import type { ArtifactOwner, ArtifactStore } from '@windrow/core';
import type { ArtifactStoreFactory, ArtifactStoreHarness } from '../harness/artifact-store-harness.js';
import { Bench, defineRule, type Rule } from '../harness/bench.js';

/** One rule of the ArtifactStore contract. */
export type ArtifactStoreRule = Rule<ArtifactStoreHarness>;

/** Defines a rule: its data are made once, its tests take an owner each. */
export function artifactStoreRule(title: string, body: (bench: ArtifactBench) => void): ArtifactStoreRule {
  return defineRule(title, (factory: ArtifactStoreFactory) => new ArtifactBench(factory), body);
}

export class ArtifactBench extends Bench<ArtifactStore, ArtifactStoreHarness> {
  /** An owner that no other test uses. */
  owner(): ArtifactOwner {
    return { kind: 'task', storeId: 'store-1', pool: 'pool', taskId: randomUUID() };
  }

  /** The whole artifact. */
  async bytes(owner: ArtifactOwner, name: string, store: ArtifactStore = this.store): Promise<Uint8Array> {
    return collect(store.get(owner, name));
  }

  /** The whole artifact as text. */
  async text(owner: ArtifactOwner, name: string, store: ArtifactStore = this.store): Promise<string> {
    return new TextDecoder().decode(await this.bytes(owner, name, store));
  }
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** `size` bytes that differ by `seed` and do not repeat in step with any block size. */
export function pattern(size: number, seed: number = 1): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 7 + seed * 101) & 0xff);
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return new Uint8Array(Buffer.concat(all));
}

/** The bytes in pieces of `size`. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
