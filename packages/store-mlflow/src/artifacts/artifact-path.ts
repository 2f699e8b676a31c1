import { createHash } from 'node:crypto';

/** Where what has no path of its own lies. */
export const ENCODED_FOLDER = '.windrow';

/** Parts that every file system takes, MLflow's server does not decode, and nobody mistakes for something else. */
const PLAIN_PART = /^[A-Za-z0-9_][A-Za-z0-9_.\- ]*$/;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Where an artifact's bytes lie below its run: under its own name, so that MLflow shows it there; under a hash when the name is one
 * that a file system would not keep apart from others, or cannot have beside those in `taken`.
 */
export function artifactPath(name: string, taken: Iterable<string>): string {
  if (isPlain(name) && !clashes(name, taken)) return name;
  return encodedPath(name);
}

export function encodedPath(name: string): string {
  return `${ENCODED_FOLDER}/${createHash('sha256').update(name).digest('hex')}`;
}

export function isPlain(name: string): boolean {
  return name.split('/').every((part) => PLAIN_PART.test(part) && !/[. ]$/.test(part) && !DEVICE.test(part));
}

function clashes(name: string, taken: Iterable<string>): boolean {
  const folded = name.toLowerCase();
  for (const path of taken) {
    const other = path.toLowerCase();
    if (path !== name && (folded === other || folded.startsWith(`${other}/`) || other.startsWith(`${folded}/`)))
      return true;
  }
  return false;
}
