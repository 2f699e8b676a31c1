import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SitePage } from './site-page.js';

const GUIDE = ['getting-started', 'concepts', 'flow', 'windows', 'workflow-files', 'coming-from-qlib'];
const RUNNING = ['stores', 'workers', 'durability', 'operations'];
const PROMISES = ['store-contract', 'experiment-contract'];

/** The pages of the site in their order. Whatever page of `docs` is not named goes under the last heading. */
export function sitePages(top: string): readonly SitePage[] {
  const docs = (group: string, names: readonly string[]): SitePage[] =>
    names.map((name) => ({ path: `docs/${name}.md`, group })).filter(({ path }) => existsSync(join(top, path)));
  const pages = [
    { path: 'README.md', group: 'Guide' },
    ...docs('Guide', GUIDE),
    ...docs(
      'Recipes',
      namesIn(join(top, 'docs/recipes')).map((name) => `recipes/${name}`),
    ),
    ...docs('Running it', RUNNING),
    ...docs('Promises', PROMISES),
    ...readmes(top, 'packages', 'Packages'),
    ...[{ path: 'benchmarks/README.md', group: 'Figures' }, ...readmes(top, 'benchmarks', 'Figures')],
    ...[{ path: 'CONTRIBUTING.md', group: 'Working on it' }],
    ...docs(
      'Working on it',
      namesIn(join(top, 'docs/decisions')).map((name) => `decisions/${name}`),
    ),
  ];
  const named = new Set(pages.map(({ path }) => path));
  return [...pages, ...docs('Working on it', namesIn(join(top, 'docs'))).filter(({ path }) => !named.has(path))];
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3))
    .sort();
}

function readmes(top: string, folder: string, group: string): readonly SitePage[] {
  return readdirSync(join(top, folder))
    .sort()
    .map((name) => ({ path: `${folder}/${name}/README.md`, group }))
    .filter(({ path }) => existsSync(join(top, path)));
}
