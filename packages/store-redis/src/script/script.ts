import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script of this package, named by its hash. */
export interface Script {
  readonly name: string;
  readonly source: string;
  /** SHA-1 of the source, in hex: what EVALSHA takes. */
  readonly sha: string;
}

/** Reads `lua/<name>.lua` beside the calling module, with its parts in front. Done once, when the module is loaded. */
export function loadScript(module: string, name: string, parts: readonly string[] = []): Script {
  const files = [...parts.map((part) => `parts/${part}`), name];
  const source = files.map((file) => readFileSync(new URL(`./lua/${file}.lua`, module), 'utf8')).join('\n');
  return Object.freeze({ name, source, sha: createHash('sha1').update(source).digest('hex') });
}
