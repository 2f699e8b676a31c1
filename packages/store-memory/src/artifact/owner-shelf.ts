import type { ArtifactOwner, ArtifactOwnerPage } from '@windrow/core';

/** The bytes are never changed once stored; a new put makes a new one. */
export interface StoredArtifact {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  touchedAt: number;
}

export interface Upload {
  touchedAt: number;
  bytes: number;
}

/** All that one owner has: artifacts, and uploads that are still open. */
export class OwnerShelf {
  readonly #artifacts = new Map<string, StoredArtifact>();
  readonly #uploads = new Set<Upload>();

  constructor(readonly owner: ArtifactOwner) {}

  get isEmpty(): boolean {
    return this.#artifacts.size === 0 && this.#uploads.size === 0;
  }

  get(name: string): StoredArtifact | undefined {
    return this.#artifacts.get(name);
  }

  set(artifact: StoredArtifact): StoredArtifact {
    this.#artifacts.set(artifact.name, artifact);
    return artifact;
  }

  delete(name: string): void {
    this.#artifacts.delete(name);
  }

  all(): Iterable<StoredArtifact> {
    return this.#artifacts.values();
  }

  beginUpload(now: number): Upload {
    const upload = { touchedAt: now, bytes: 0 };
    this.#uploads.add(upload);
    return upload;
  }

  endUpload(upload: Upload): void {
    this.#uploads.delete(upload);
  }

  summary(): ArtifactOwnerPage['owners'][number] {
    let touchedAt = 0;
    let bytes = 0;
    for (const artifact of this.#artifacts.values()) {
      touchedAt = Math.max(touchedAt, artifact.touchedAt);
      bytes += artifact.bytes.byteLength;
    }
    for (const upload of this.#uploads) {
      touchedAt = Math.max(touchedAt, upload.touchedAt);
      bytes += upload.bytes;
    }
    return { owner: this.owner, touchedAt, bytes };
  }
}
