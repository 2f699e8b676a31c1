import { ArtifactNameError } from '../errors/artifact-errors.js';
import { isWellFormed } from '../task/well-formed.js';
import type { ArtifactOwner } from './artifact-store.js';

const MAX_PART_BYTES = 255;
const MAX_NAME_BYTES = 1_024;

/**
 * Checks that `name` is a path of safe parts, `a/b/c`: no empty part, no `.` or `..`, no leading or trailing slash, no
 * backslash, no control character, at most 255 bytes a part and 1,024 in all. Stores compare names exactly.
 *
 * @throws ArtifactNameError
 */
export function assertArtifactName(name: string): void {
  const reason = faultOf(name);
  if (reason !== undefined) throw new ArtifactNameError(String(name), reason);
}

function faultOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'it is no string';
  if (name === '') return 'it is empty';
  if (!isWellFormed(name)) return 'it has half a surrogate pair';
  if (name.startsWith('/')) return 'it is an absolute path; leave the leading slash out';
  if (name.includes('\\')) return 'it has a backslash; separate parts by /';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return 'it has a control character';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `it has more than ${MAX_NAME_BYTES} bytes`;
  for (const part of name.split('/')) {
    if (part === '') return 'it has an empty part (two slashes in a row, or one at the end)';
    if (part === '.' || part === '..') return `${part} is no part of a name`;
    if (Buffer.byteLength(part) > MAX_PART_BYTES) return `a part has more than ${MAX_PART_BYTES} bytes`;
  }
  return undefined;
}

/** How messages name an owner: `task 01H… of pool "rolling"`, `recorder 01H…`. */
export function ownerLabel(owner: ArtifactOwner): string {
  return owner.kind === 'task'
    ? `task ${owner.taskId} of pool ${JSON.stringify(owner.pool)}`
    : `recorder ${owner.recorderId}`;
}

/** One string for one owner: equal for equal owners, different for different ones, whatever their ids contain. */
export function ownerKey(owner: ArtifactOwner): string {
  return JSON.stringify(
    owner.kind === 'task'
      ? ['task', owner.storeId, owner.pool, owner.taskId]
      : ['recorder', owner.storeId, owner.experimentId, owner.recorderId],
  );
}
