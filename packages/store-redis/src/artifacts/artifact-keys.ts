import { createHash } from 'node:crypto';
import { type ArtifactOwner, ownerKey } from '@windrow/core';

/** The names of the keys of artifacts. What is known of them shares a hash tag; the chunks, which are large, are spread over a cluster. */
export class ArtifactKeys {
  readonly #prefix: string;
  readonly owners: string;
  /** Chunks that nothing points at any more: "data chunks" by the time they were given up. */
  readonly trash: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.owners = `{${prefix}::artifacts}:owners`;
    this.trash = `{${prefix}::artifacts}:trash`;
  }

  artifacts(owner: string): string {
    return `{${this.#prefix}::artifacts}:of:${hashOf(owner)}`;
  }

  uploads(owner: string): string {
    return `{${this.#prefix}::artifacts}:uploads:${hashOf(owner)}`;
  }

  chunk(data: string, number: number): string {
    return `{${this.#prefix}::chunks:${data}}:${number}`;
  }

  /** Owners, uploads, artifacts, trash: what most scripts take. */
  all(owner: ArtifactOwner): readonly string[] {
    const key = ownerKey(owner);
    return [this.owners, this.uploads(key), this.artifacts(key), this.trash];
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
