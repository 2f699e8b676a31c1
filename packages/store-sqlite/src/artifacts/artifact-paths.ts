import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type ArtifactOwner, ownerKey } from '@windrow/core';

/** What the files of an owner's directory are, by their endings. */
export const OWNER_FILE = 'owner.json';
export const META_ENDING = '.json';
export const DATA_ENDING = '.data';
export const UPLOAD_ENDING = '.part';

const HASH_LENGTH = 32;
const SHARD_LENGTH = 2;
const READABLE_LENGTH = 40;

/**
 * The directory of an owner: `artifacts/3f/task-01h…-3f9c…`. What is readable in it is for people; the hash tells owners apart on
 * file systems that fold case, normalise Unicode or refuse some names. Directories of many owners are spread over 256 others.
 */
export function ownerDirectory(root: string, owner: ArtifactOwner): string {
  const hash = shortHash(ownerKey(owner));
  const id = owner.kind === 'task' ? owner.taskId : owner.recorderId;
  return join(root, hash.slice(0, SHARD_LENGTH), `${owner.kind}-${readable(id)}-${hash}`);
}

/** The first part of an artifact's file names. */
export function artifactBase(name: string): string {
  return `${readable(name)}-${shortHash(name)}`;
}

/** Whether this can be the name of a directory of owners' directories. */
export function isShard(name: string): boolean {
  return name.length === SHARD_LENGTH && /^[0-9a-f]+$/.test(name);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}

function readable(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, READABLE_LENGTH);
}
