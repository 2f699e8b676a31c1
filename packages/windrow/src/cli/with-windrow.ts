import type { Windrow } from '../compose/create-windrow.js';
import { loadConfig } from './load-config.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly store?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Runs `use` with everything wired: `--store`, else `WINDROW_STORE`, else the configuration, else the embedded default. */
export async function withWindrow<T>(options: GlobalOptions, use: (windrow: Windrow) => Promise<T>): Promise<T> {
  const config = await loadConfig(options.config);
  const { createWindrow } = await import('../compose/create-windrow.js');
  const store = options.store ?? process.env['WINDROW_STORE'] ?? config.store;
  await using windrow = await createWindrow({
    ...(store === undefined ? {} : { store }),
    ...(config.plugins === undefined ? {} : { plugins: config.plugins }),
  });
  return await use(windrow);
}
