import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { ALL_MUTANTS } from './all-mutants.js';
import { applyMutant } from './apply.js';

/**
 * Loads `some/module.ts?mutant=name` and everything of the workspace that it imports as copies of their own, with that mutant's
 * edits. Packages that the mutant does not touch are shared, unless it is one they all stand on.
 */
export function mutatePlugin(packages: string): Plugin {
  const edits = new Map(ALL_MUTANTS.map((mutant) => [mutant.name, mutant]));
  return {
    name: 'mutate',
    enforce: 'pre',
    resolveId(source, importer) {
      const name = importer === undefined ? undefined : /\?mutant=([\w-]+)/.exec(importer)?.[1];
      if (name === undefined || importer === undefined) return undefined;
      if (source.startsWith('.')) {
        return `${join(dirname(importer.slice(0, importer.indexOf('?'))), source).replace(/\.js$/, '.ts')}?mutant=${name}`;
      }
      const workspace = /^@windrow\/(core|store-memory|testkit)$/.exec(source)?.[1];
      const touchesCore = edits.get(name)?.file.startsWith('core/') === true;
      return workspace !== undefined && touchesCore
        ? `${packages}/${workspace}/src/index.ts?mutant=${name}`
        : undefined;
    },
    load(id) {
      const [path, name] = id.split('?mutant=');
      if (path === undefined || name === undefined) return undefined;
      const code = readFileSync(path, 'utf8');
      const mutant = edits.get(name);
      if (mutant === undefined || relative(packages, path) !== mutant.file) return code;
      return applyMutant(mutant, code);
    },
  };
}
