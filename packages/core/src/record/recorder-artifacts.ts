import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactMissingError } from '../errors/artifact-errors.js';
import { PayloadTooLargeError } from '../errors/task-errors.js';
import { assertArtifactName, ownerLabel } from '../store/artifact-name.js';
import type { ArtifactData, ArtifactInfo, ArtifactOwner } from '../store/artifact-store.js';
import type { RecorderRef } from '../store/experiment-store.js';
import { fileBytes, localFiles, writeFileWhole } from './local-files.js';
import { decodeObject, encodeObject } from './object-bytes.js';
import { objectName } from './object-name.js';
import { readArtifact } from './read-artifact.js';
import type { RecordContext } from './record-context.js';
import { WriteLane } from './write-lane.js';

/** The objects and files of one recorder. */
export class RecorderArtifacts {
  readonly lane: WriteLane;
  readonly #context: RecordContext;
  readonly #ref: RecorderRef;

  constructor(context: RecordContext, ref: RecorderRef) {
    this.#context = context;
    this.#ref = ref;
    this.lane = new WriteLane(context.retries);
  }

  async saveObject(name: string, value: unknown, component: string | undefined): Promise<void> {
    const kept = objectName(name);
    assertArtifactName(kept);
    const bytes = await encodeObject(value, { components: this.#context.components, component });
    const { maxBytes } = this.#context.artifacts.capabilities;
    if (bytes.byteLength > maxBytes) {
      throw new PayloadTooLargeError(
        `Object ${JSON.stringify(kept)} of recorder ${this.#ref.recorderId}`,
        bytes.byteLength,
        maxBytes,
      );
    }
    await this.#put('object', kept, () => bytes);
  }

  /** The name as it was given comes second, for a file that was logged under a name ending in `.pkl`. */
  async loadObject(name: string): Promise<unknown> {
    await this.#flush();
    const owner = await this.#owner();
    const found = await this.#nameOf(owner, name);
    const bytes = await this.#context.call(() => readArtifact(this.#context.artifacts, owner, found));
    return decodeObject(bytes, { components: this.#context.components });
  }

  async logArtifact(localPath: string, directory: string | undefined): Promise<readonly string[]> {
    const prefix = directory === undefined || directory === '' ? '' : `${directory}/`;
    const files = (await localFiles(localPath)).map(({ path, name }) => ({ path, name: prefix + name }));
    for (const { name } of files) assertArtifactName(name);
    for (const { path, name } of files) await this.#put('artifact', name, () => fileBytes(path));
    return files.map(({ name }) => name);
  }

  async downloadArtifact(name: string, directory: string | undefined): Promise<string> {
    await this.#flush();
    const owner = await this.#owner();
    const all = (await this.list()).map((info) => info.name);
    const exact = all.includes(name) ? name : all.find((each) => each === objectName(name));
    const chosen = exact === undefined ? all.filter((each) => each.startsWith(`${name}/`)) : [exact];
    if (chosen.length === 0) throw new ArtifactMissingError(ownerLabel(owner), name);
    const target = directory ?? (await mkdtemp(join(tmpdir(), 'windrow-')));
    for (const each of chosen) {
      // Once more before it becomes a path here: a store may be in other hands.
      assertArtifactName(each);
      await this.#context.call(() => writeFileWhole(join(target, each), this.#context.artifacts.get(owner, each)));
    }
    return join(target, exact ?? name);
  }

  async list(): Promise<readonly ArtifactInfo[]> {
    await this.#flush();
    const owner = await this.#owner();
    return this.#context.call(() => this.#context.artifacts.list(owner));
  }

  async #put(kind: 'object' | 'artifact', name: string, data: () => ArtifactData): Promise<void> {
    await this.lane.write({
      labels: [`${kind} ${JSON.stringify(name)}`],
      run: async () => this.#context.artifacts.put(await this.#owner(), name, data()),
    });
  }

  async #nameOf(owner: ArtifactOwner, name: string): Promise<string> {
    const kept = objectName(name);
    assertArtifactName(kept);
    if (kept === name) return kept;
    const info = await this.#context.call(() => this.#context.artifacts.stat(owner, kept));
    return info === undefined ? name : kept;
  }

  /** What was asked for to be written is read as written, or the reader learns that it is not. */
  async #flush(): Promise<void> {
    if (this.lane.missing.length > 0) await this.lane.flush();
  }

  #owner(): Promise<ArtifactOwner> {
    return this.#context.owner(this.#ref.experimentId, this.#ref.recorderId);
  }
}
