// Builds the site: every page that people read, and the reference of all packages' public exports. Writes docs/dist.
// npm run docs:build
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';
import { checkSite } from './check-site.js';
import { sitePages } from './site-pages.js';
import { toSitePage } from './to-site-page.js';

const top = fileURLToPath(new URL('../..', import.meta.url));
const out = join(top, 'docs/dist');
const packageNames = readdirSync(join(top, 'packages'))
  .filter((name) => name !== 'windrow')
  .concat('windrow');
const stage = realpathSync(mkdtempSync(join(tmpdir(), 'windrow-site-')));

try {
  const pages = sitePages(top);
  stagePages(pages);
  await build(pages.map(({ path }) => path).filter((path) => path !== 'README.md'));
  const wrong = checkSite(out);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(stage, { recursive: true });
}

function stagePages(pages: ReturnType<typeof sitePages>): void {
  const known = new Set([
    ...pages.map(({ path }) => path),
    ...readdirSync(join(top, 'docs/images')).map((name) => `docs/images/${name}`),
  ]);
  cpSync(join(top, 'docs/images'), join(stage, 'docs/images'), { recursive: true });
  for (const page of pages) {
    mkdirSync(dirname(join(stage, page.path)), { recursive: true });
    const text = toSitePage(page, readFileSync(join(top, page.path), 'utf8'), (path) => known.has(path));
    // The front page has no front matter, and gets its title from the generator.
    writeFileSync(join(stage, page.path), page.path === 'README.md' ? text.replace(/^---.*?---\s+# .*?\n/s, '') : text);
  }
}

async function build(documents: readonly string[]): Promise<void> {
  const app = await Application.bootstrap({
    name: 'Windrow',
    // The package that exports all others again comes last, so that each export is told where it is at home.
    entryPoints: packageNames.map((name) => join(top, 'packages', name, 'src/index.ts')),
    tsconfig: join(top, 'docs/tsconfig.json'),
    // `npm run typecheck` does it, with the compiler that the project is written for.
    skipErrorChecking: true,
    readme: join(stage, 'README.md'),
    projectDocuments: documents.map((path) => join(stage, path)),
    customCss: join(top, 'docs/src/site.css'),
    out,
    disableSources: true,
    includeHierarchySummary: false,
    excludePrivate: true,
    excludeInternal: true,
    githubPages: false,
    hideGenerator: true,
    searchInDocuments: true,
    navigation: { includeGroups: true, includeFolders: false, excludeReferences: true },
    groupOrder: ['Guide', 'Recipes', 'Running it', 'Promises', 'Packages', 'Figures', 'Working on it', 'Modules', '*'],
    sort: ['kind', 'alphabetical'],
    sortEntryPoints: false,
    validation: {
      notExported: false,
      invalidLink: true,
      invalidPath: true,
      notDocumented: false,
      unusedMergeModuleWith: true,
    },
    treatWarningsAsErrors: true,
    treatValidationWarningsAsErrors: true,
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection: DeclarationReflection) => {
    if (reflection.kind === ReflectionKind.Module) reflection.name = packageName(reflection.name);
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('The sources could not be read.');
  for (const name of undocumented(project)) app.logger.error(`${name} says nothing of what it is: give it a docstring`);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
}

/** Public exports without a summary. */
function undocumented(project: ProjectReflection): readonly string[] {
  return (project.children ?? []).flatMap((module) =>
    (module.children ?? [])
      .filter((child): child is DeclarationReflection => child.isDeclaration() && !child.isReference())
      .filter(({ comment, signatures = [] }) =>
        [comment, ...signatures.map((signature) => signature.comment)].every((one) => !one?.hasVisibleComponent()),
      )
      .map(({ name }) => `${module.name}: ${name}`),
  );
}

/** What a package is called, from where its entry lies. */
function packageName(entry: string): string {
  const folder = entry.replace(/^packages\//, '').replace(/\/src(?:\/index)?$/, '');
  return (JSON.parse(readFileSync(join(top, 'packages', folder, 'package.json'), 'utf8')) as { name: string }).name;
}
