import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { childEntry } from './child-entry.js';

const TYPESCRIPT = /\.[cm]?tsx?(?:$|[?#])/;

/** Whether a child has to load TypeScript: its train function's module, or its own code where this is not compiled. */
export function needsTypescript(module: string): boolean {
  return TYPESCRIPT.test(module) || TYPESCRIPT.test(childEntry('thread').pathname);
}

/** The URL of an export of `tsx`, when it is installed beside the train function or here. */
export function tsxModule(module: string, name: '.' | './esm/api'): string | undefined {
  return exported(module, name) ?? exported(import.meta.url, name);
}

function exported(from: string, name: '.' | './esm/api'): string | undefined {
  try {
    const manifest = createRequire(from).resolve('tsx/package.json');
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      exports: { '.': string; './esm/api': { import: { default: string } } };
    };
    const path = name === '.' ? exports['.'] : exports['./esm/api'].import.default;
    return new URL(path, pathToFileURL(manifest)).href;
  } catch {
    return undefined;
  }
}
