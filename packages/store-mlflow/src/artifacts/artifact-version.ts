import { z } from 'zod';
import type { MlflowRun } from '../connection/replies.js';
import { shortHash } from '../text/chunks.js';
import { parseOwn } from '../text/own-json.js';
import { TAGS } from '../text/tag-names.js';

interface ToldVersion {
  readonly name: string;
  /** Below the run's artifacts. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** When its bytes were about to be sent, and when the server had them all; epoch ms. */
  readonly begun: number;
  readonly done?: number | undefined;
  readonly touchedAt: number;
}

/** One put of one artifact, as a tag of the run tells it. The bytes at `path` are always those of one of the versions of a name. */
export interface ArtifactVersion extends ToldVersion {
  readonly tag: string;
  readonly runId: string;
  /** The run's artifacts in the server's artifact store. */
  readonly root: string;
}

const versionSchema: z.ZodType<ToldVersion> = z.object({
  name: z.string(),
  path: z.string().regex(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\]+$/),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  begun: z.number(),
  done: z.number().optional(),
  touchedAt: z.number(),
});

export function versionTag(name: string, token: string): string {
  return `${TAGS.artifact}${shortHash(name)}.${token}`;
}

export function versionText({ tag: _tag, runId: _runId, root: _root, ...told }: ArtifactVersion): string {
  return JSON.stringify(told);
}

/** @throws StoreCorruptError */
export function versionsOf(run: MlflowRun, root: string): readonly ArtifactVersion[] {
  return [...run.data.tags]
    .filter(([tag]) => tag.startsWith(TAGS.artifact))
    .map(([tag, text]) => ({ ...parseOwn(tag, text, versionSchema), tag, runId: run.info.run_id, root }));
}

/** Versions by name. */
export function byName(versions: readonly ArtifactVersion[]): ReadonlyMap<string, readonly ArtifactVersion[]> {
  const names = new Map<string, ArtifactVersion[]>();
  for (const version of versions) names.set(version.name, [...(names.get(version.name) ?? []), version]);
  return names;
}

/**
 * The version whose bytes are there, as far as the tags alone tell: the last that was done, unless another was under way at the same
 * time. `undefined` when only the bytes can tell.
 */
export function clearVersion(versions: readonly ArtifactVersion[]): ArtifactVersion | undefined {
  const [last, ...others] = versions.toSorted((a, b) => (b.done ?? Infinity) - (a.done ?? Infinity));
  if (last?.done === undefined) return undefined;
  return others.every(({ done, path }) => path !== last.path || (done !== undefined && done < last.begun))
    ? last
    : undefined;
}
