import { createHash } from 'node:crypto';
import { hashed, type TarEntry, tarEntries } from '../../archive/read-tar.js';
import { PoolArchiveError } from '../../errors/pool-archive-error.js';
import { assertArtifactName } from '../../store/artifact-name.js';
import type { StoredResult, StoredTask } from '../../store/stored-task.js';
import { readArchivedTask } from './archived-task.js';
import {
  POOL_MANIFEST_ENTRY,
  POOL_SUMS_ENTRY,
  type PoolManifest,
  poolEntryOf,
  poolManifestSchema,
} from './pool-archive-format.js';

/** Larger `tasks` entries are none that an export wrote; see the size of its pages. */
const MAX_TASKS_BYTES = 512 * 1024 * 1024;
const MAX_TASKS = 1_000;
const MAX_SUMS_BYTES = 256 * 1024 * 1024;

/** A large result while the file is read. */
export interface ArchivedBytes {
  readonly taskId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** Read to the end they are checked. @throws PoolArchiveError after the last piece */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export type PoolPart =
  | { readonly kind: 'manifest'; readonly manifest: PoolManifest }
  /** Comes before the tasks that point at it. */
  | { readonly kind: 'result'; readonly result: ArchivedBytes }
  | { readonly kind: 'tasks'; readonly tasks: readonly StoredTask[] };

/**
 * The parts of a pool's file, in order. Once it has been read to the end, everything was there and had its checksum.
 *
 * @param known checksums of an earlier reading: each part is then checked before it is given
 * @returns the checksums of its entries
 * @throws PoolArchiveError
 */
export async function* readPoolArchive(
  source: AsyncIterable<Uint8Array>,
  known?: ReadonlyMap<string, string>,
): AsyncGenerator<PoolPart, ReadonlyMap<string, string>> {
  const reading = new PoolReading(known);
  for await (const entry of tarEntries(source, (reason, cause) => new PoolArchiveError('', reason, { cause }))) {
    const part = await reading.take(entry);
    if (part !== undefined) yield part;
    if (part?.kind === 'result') await drain(part.result.bytes);
  }
  return reading.finish();
}

class PoolReading {
  readonly #known: ReadonlyMap<string, string> | undefined;
  readonly #sums = new Map<string, string>();
  /** Large results that no task has pointed at yet: `sha256 id name`. */
  readonly #pending = new Set<string>();
  #batches = 0;
  #stated: string | undefined;

  constructor(known: ReadonlyMap<string, string> | undefined) {
    this.#known = known;
  }

  async take({ header, bytes }: TarEntry): Promise<PoolPart | undefined> {
    const { name: entry, type, size } = header;
    const place = poolEntryOf(entry);
    if (type !== 'file' || place === undefined) throw new PoolArchiveError(entry, 'it is no part of the format');
    if (this.#stated !== undefined) throw new PoolArchiveError(entry, `it comes after ${POOL_SUMS_ENTRY}`);
    if ((place.kind === 'manifest') !== (this.#sums.size === 0)) {
      throw new PoolArchiveError(entry, `${POOL_MANIFEST_ENTRY} must be the first entry, once`);
    }
    switch (place.kind) {
      case 'manifest':
        return { kind: 'manifest', manifest: readManifest(entry, await this.#read(entry, size ?? 0, bytes)) };
      case 'tasks':
        this.#batches += 1;
        if (place.number !== this.#batches) throw new PoolArchiveError(entry, 'it is out of order');
        return { kind: 'tasks', tasks: this.#tasks(entry, await this.#read(entry, size ?? 0, bytes)) };
      case 'result':
        return { kind: 'result', result: this.#result(entry, place, size ?? 0, bytes) };
      case 'sums':
        this.#stated = (await readBytes(entry, size ?? 0, bytes, MAX_SUMS_BYTES)).toString();
        return undefined;
    }
  }

  finish(): ReadonlyMap<string, string> {
    if (this.#sums.size === 0) throw new PoolArchiveError('', `it has no ${POOL_MANIFEST_ENTRY}`);
    if (this.#stated === undefined) throw new PoolArchiveError('', 'it is cut off before its end');
    const lines = [...this.#sums].map(([entry, sum]) => `${sum}  ${entry}\n`);
    if (lines.join('') !== this.#stated) {
      throw new PoolArchiveError(POOL_SUMS_ENTRY, 'a checksum differs, or is of an entry that is not there');
    }
    return this.#sums;
  }

  async #read(entry: string, size: number, bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const read = await readBytes(entry, size, bytes, MAX_TASKS_BYTES);
    const sum = createHash('sha256').update(read).digest('hex');
    if (this.#known !== undefined && this.#known.get(entry) !== sum) {
      throw new PoolArchiveError(entry, 'it has changed since it was checked');
    }
    this.#sums.set(entry, sum);
    return read;
  }

  #tasks(entry: string, bytes: Buffer): readonly StoredTask[] {
    const lines = bytes.toString().split('\n');
    if (lines.pop() !== '') throw new PoolArchiveError(entry, 'its last line is cut off');
    if (lines.length > MAX_TASKS) throw new PoolArchiveError(entry, `it has more than ${MAX_TASKS} tasks`);
    const tasks = lines.map((line) => {
      const task = readArchivedTask(line);
      if (typeof task === 'string') throw new PoolArchiveError(entry, task);
      return task;
    });
    for (const { id, result, stepResult } of tasks) {
      this.#use(entry, id, stepResult);
      this.#use(entry, id, result);
    }
    const [unused] = this.#pending;
    if (unused !== undefined) throw new PoolArchiveError(entry, `no task of it has the result ${unused}`);
    return tasks;
  }

  #use(entry: string, id: string, result: StoredResult | undefined): void {
    if (result?.kind !== 'artifact') return;
    if (!this.#pending.delete(pendingName(result.sha256, id, result.name, result.size))) {
      throw new PoolArchiveError(entry, `the result ${result.name} of task ${id} is missing`);
    }
  }

  #result(
    entry: string,
    { sha256, taskId, name }: { readonly sha256: string; readonly taskId: string; readonly name: string },
    size: number,
    bytes: AsyncIterable<Uint8Array>,
  ): ArchivedBytes {
    try {
      assertArtifactName(name);
    } catch (cause) {
      throw new PoolArchiveError(entry, 'it is no safe name', { cause });
    }
    this.#pending.add(pendingName(sha256, taskId, name, size));
    return { taskId, name, size, sha256, bytes: checked(entry, sha256, bytes) };
  }
}

function pendingName(sha256: string, taskId: string, name: string, size: number): string {
  return `${sha256} ${taskId} ${name} ${size}`;
}

async function* checked(
  entry: string,
  sha256: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256');
  yield* hashed(bytes, hash);
  if (hash.digest('hex') !== sha256) throw new PoolArchiveError(entry, 'its SHA-256 differs from the stated one');
}

async function readBytes(
  entry: string,
  size: number,
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Buffer> {
  if (size > limit) throw new PoolArchiveError(entry, `it has ${size} bytes, more than ${limit}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

function readManifest(entry: string, bytes: Buffer): PoolManifest {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    throw new PoolArchiveError(entry, 'it is no JSON', { cause });
  }
  const parsed = poolManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PoolArchiveError(entry, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not as expected'}`);
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes);
}
