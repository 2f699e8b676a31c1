import type { ArtifactInfo, ArtifactOwner } from '@windrow/core';
import type { Runs } from '../connection/runs.js';
import { ENCODED_FOLDER, isPlain } from './artifact-path.js';
import type { ArtifactServer } from './artifact-server.js';
import { type ArtifactVersion, byName, clearVersion, versionsOf } from './artifact-version.js';
import { type Digest, readFile } from './download.js';
import { type OwnerRuns, runsOf } from './owner-runs.js';

/** One artifact as it is found. */
export interface Found {
  /** Behind the proxy. */
  readonly path: string;
  /** What was ever put under the name and may be there; empty for a file that MLflow's own clients put. */
  readonly versions: readonly ArtifactVersion[];
}

/** What one owner has at one moment. */
export class OwnerShelf {
  readonly #runs: Runs;
  readonly #server: ArtifactServer;
  readonly #owner: ArtifactOwner;
  readonly held: OwnerRuns;
  readonly versions: readonly ArtifactVersion[];

  private constructor(runs: Runs, server: ArtifactServer, owner: ArtifactOwner, held: OwnerRuns) {
    this.#runs = runs;
    this.#server = server;
    this.#owner = owner;
    this.held = held;
    this.versions = held.runs.flatMap((run) => versionsOf(run, server.rootOf(run)));
  }

  static async read(runs: Runs, server: ArtifactServer, owner: ArtifactOwner): Promise<OwnerShelf> {
    return new OwnerShelf(runs, server, owner, await runsOf(runs, owner));
  }

  /** Where an artifact's bytes should be; whether they are, the server says. */
  locate(name: string): Found | undefined {
    const versions = this.versions.filter((version) => version.name === name);
    // Where two runs stand for one owner, the newest put wins.
    const newest = versions.toSorted((a, b) => (b.done ?? b.begun) - (a.done ?? a.begun))[0];
    if (newest !== undefined) {
      return {
        path: `${newest.root}/${newest.path}`,
        versions: versions.filter(({ runId }) => runId === newest.runId),
      };
    }
    const [run] = this.held.runs;
    if (!this.held.shared || run === undefined || !isForeign(name)) return undefined;
    return { path: `${this.#server.rootOf(run)}/${name}`, versions: [] };
  }

  async stat(name: string): Promise<ArtifactInfo | undefined> {
    const found = this.locate(name);
    return found === undefined ? undefined : this.#info(name, found);
  }

  async list(): Promise<readonly ArtifactInfo[]> {
    const names = new Set(byName(this.versions).keys());
    const [run] = this.held.runs;
    if (this.held.shared && run !== undefined) {
      const paths = new Set(this.versions.map(({ path }) => path));
      for (const { path } of await this.#server.files(run.info.run_id, ENCODED_FOLDER)) {
        if (!paths.has(path) && isForeign(path)) names.add(path);
      }
    }
    const infos: ArtifactInfo[] = [];
    for (const name of names) {
      const info = await this.stat(name);
      if (info !== undefined) infos.push(info);
    }
    return infos
      .map((info) => ({ info, key: Buffer.from(info.name) }))
      .sort((a, b) => a.key.compare(b.key))
      .map(({ info }) => info);
  }

  async #info(name: string, { path, versions }: Found): Promise<ArtifactInfo | undefined> {
    const clear = clearVersion(versions);
    if (clear !== undefined) return this.#told(clear);
    const size = await this.#server.size(path);
    const possible = size === undefined ? versions : versions.filter((version) => version.size === size);
    if (possible.length === 1 && size !== undefined) return this.#told(possible[0] as ArtifactVersion);
    const digest = await this.#digest(path);
    if (digest === undefined) return undefined;
    const same = versions.find((version) => version.sha256 === digest.sha256);
    if (same !== undefined) return this.#told(same);
    // Damaged: a full read says so. Or put by another client, which tells no time but the run's.
    const told = versions.find(({ done }) => done !== undefined);
    if (told !== undefined) return this.#told(told);
    const touchedAt = this.held.runs[0]?.info.end_time ?? this.held.runs[0]?.info.start_time ?? 0;
    return { owner: this.#owner, name, ...digest, touchedAt };
  }

  #told({ name, size, sha256, touchedAt }: ArtifactVersion): ArtifactInfo {
    return { owner: this.#owner, name, size, sha256, touchedAt };
  }

  async #digest(path: string): Promise<Digest | undefined> {
    const reading = readFile(this.#runs.connection, this.#server, path, undefined);
    for (let step = await reading.next(); ; step = await reading.next()) if (step.done === true) return step.value;
  }
}

/** A name under which another client may have put a file: the server takes it as it is. */
function isForeign(name: string): boolean {
  return isPlain(name) || /^[^#%\\:]+$/.test(name);
}
