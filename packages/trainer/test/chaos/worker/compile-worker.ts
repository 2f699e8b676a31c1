import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, defaultServerConditions, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const here = 'packages/trainer/test/chaos/worker';
const PROGRAM = `${here}/chaos-worker.ts`;
const CLOCK = `${here}/shifted-clock.ts`;
/** What children and threads of a worker load, by where it is: their entries, the train function, and the store, for the lease thread. */
const LOADED = [
  `${here}/train-isolated.ts`,
  'packages/trainer/src/lease/lease-thread-entry.ts',
  ...['sqlite', 'mongo', 'redis'].map((name) => `packages/store-${name}/src/tasks/${name}-task-store.ts`),
  'packages/trainer/src/isolate/child/process-entry.ts',
  'packages/trainer/src/isolate/child/thread-entry.ts',
];
/** Has a binary of its own. */
const NATIVE = '@photostructure/sqlite';
/** What the MongoDB driver looks for and does without. */
const OPTIONAL = /^(?:kerberos|snappy|socks|aws4|mongodb-client-encryption|@mongodb-js\/zstd|gcp-metadata|@aws-sdk\/)/;

export interface CompiledWorker {
  /** What `node` is to be started with. */
  readonly command: readonly [string, ...string[]];
  remove(): void;
}

/**
 * Compiles the worker's program with all that it imports into a few files, once: one start from TypeScript would cost the processor ten
 * times as much, and there are many. The output lies below `node_modules`, where what is not compiled is found.
 */
export async function compileWorker(): Promise<CompiledWorker> {
  const cache = join(root, 'node_modules/.cache/windrow-chaos');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'worker-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  const bundle = join(directory, 'bundle');
  try {
    await compile(directory, bundle);
    for (const file of LOADED) stub(compiled(directory, join(root, file)), join(bundle, `${nameOf(file)}.js`));
    copyBeside(directory);
  } catch (error) {
    remove();
    throw error;
  }
  const program = (file: string): string => join(bundle, `${nameOf(file)}.js`);
  return { command: [process.execPath, '--import', program(CLOCK), program(PROGRAM)], remove };
}

async function compile(directory: string, bundle: string): Promise<void> {
  const conditions = [...defaultServerConditions, '@windrow/source'];
  const input = Object.fromEntries([PROGRAM, CLOCK, ...LOADED].map((file) => [nameOf(file), join(root, file)]));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [asCompiled(directory)],
    ssr: { noExternal: true, resolve: { conditions } },
    build: {
      ssr: true,
      target: 'node20',
      outDir: bundle,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { input, external: [NATIVE, OPTIONAL] },
    },
  });
}

/** Each module is told that it lies where it would if it were compiled by itself: what it reads beside itself is there. */
function asCompiled(directory: string): Plugin {
  return {
    name: 'as-compiled',
    transform: (code, id) => {
      if (!code.includes('import.meta.url') || id.includes('/node_modules/')) return undefined;
      const url = JSON.stringify(pathToFileURL(compiled(directory, id)).href);
      return { code: code.replaceAll('import.meta.url', url), map: null };
    },
  };
}

function compiled(directory: string, source: string): string {
  return join(directory, relative(root, source)).replace(/\.ts$/, '.js');
}

function nameOf(file: string): string {
  return basename(file, '.ts');
}

function stub(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `export * from ${JSON.stringify(pathToFileURL(target).href)};\n`);
}

/** Manifests, which tell versions, and Lua scripts. */
function copyBeside(directory: string): void {
  for (const name of ['core', 'trainer', 'store-redis']) {
    const [from, to] = [join(root, 'packages', name), join(directory, 'packages', name)];
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
    const filter = (path: string): boolean => extname(path) === '' || extname(path) === '.lua';
    if (name === 'store-redis') cpSync(join(from, 'src'), join(to, 'src'), { recursive: true, filter });
  }
}
