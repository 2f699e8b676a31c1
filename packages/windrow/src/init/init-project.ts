import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WindrowError } from '@windrow/core';
import { demoCsv } from './demo-data.js';

/** What `windrow init` can make. */
export const TEMPLATES = {
  rolling: 'three models, trained anew every month, and their average',
  task: 'one task: train once, forecast once',
} as const;
export type TemplateName = keyof typeof TEMPLATES;

/** `FILES_IN_THE_WAY`: a new project would overwrite what is there; nothing was written. */
export class FilesInTheWayError extends WindrowError {
  readonly code = 'FILES_IN_THE_WAY';
  constructor(
    readonly directory: string,
    readonly files: readonly string[],
  ) {
    super(
      `${directory} has files that a new project would overwrite: ${files.join(', ')}. Nothing was written. Name another directory, or move them away.`,
    );
  }
}

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));

/**
 * Makes a project that runs: package.json, configuration, workflow, a data handler and a model of the user's own, data, README.
 *
 * @returns the files, relative to the directory
 * @throws FilesInTheWayError before anything is written
 */
export async function initProject(directory: string, template: TemplateName): Promise<readonly string[]> {
  const root = resolve(directory);
  const files = new Map([
    ...(await filesBelow(join(templates, 'shared'))),
    ...(await filesBelow(join(templates, template))),
    ['data/demand.csv', demoCsv()] as const,
    ['package.json', manifest(basename(root))] as const,
  ]);
  const inTheWay = [...files.keys()].filter((file) => existsSync(join(root, file)));
  if (inTheWay.length > 0) throw new FilesInTheWayError(directory, inTheWay.sort());
  for (const [file, text] of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    // Never over a file that somebody made meanwhile.
    await writeFile(join(root, file), text, { flag: 'wx' });
  }
  return [...files.keys()].sort();
}

async function filesBelow(folder: string): Promise<readonly (readonly [string, string])[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    found
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const file = relative(folder, path).replaceAll('\\', '/');
        // A file of that name would not be packed.
        return [file === 'gitignore' ? '.gitignore' : file, await readFile(path, 'utf8')] as const;
      }),
  );
}

function manifest(name: string): string {
  const { version, engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
    readonly engines: { readonly node: string };
  };
  const project = {
    name: packageName(name),
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: engines.node },
    scripts: { start: 'windrow run workflow.yaml' },
    dependencies: { windrow: `^${version}` },
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}

/** What npm takes as a name. */
function packageName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  return name === '' ? 'windrow-project' : name.slice(0, 200);
}
