import { type ResourceLimits, Worker } from 'node:worker_threads';
import { childExecArgv } from './exec-argv.js';
import { needsTypescript, tsxModule } from './typescript-loader.js';

export interface ModuleThreadOptions {
  readonly workerData?: unknown;
  readonly resourceLimits?: ResourceLimits;
  /** Code that runs before anything is loaded. */
  readonly before?: string;
}

/**
 * A worker thread that runs a module of this package and will load another one.
 *
 * @param entry this package's, TypeScript in development and compiled in production
 * @param module what it will load: a TypeScript one needs a loader
 */
export function startModuleThread(entry: URL, module: string, options: ModuleThreadOptions = {}): Worker {
  const { before = '', ...rest } = options;
  const loader = needsTypescript(module) ? tsxModule(module, './esm/api') : undefined;
  const direct = loader === undefined && before === '';
  return new Worker(direct ? entry : bootstrap(before, loader, entry), {
    ...rest,
    eval: !direct,
    execArgv: [...childExecArgv('thread', module)],
  });
}

/** Node runs no `--import` in a thread, so the loader comes first by hand. */
function bootstrap(before: string, loader: string | undefined, entry: URL): string {
  const register = loader === undefined ? '' : `(await import(${JSON.stringify(loader)})).register();`;
  return `(async () => { ${before} ${register} await import(${JSON.stringify(entry.href)}); })();`;
}
