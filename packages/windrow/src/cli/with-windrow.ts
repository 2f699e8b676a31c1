import type { Window } from '../window/create-window.js';
import { loadConfig } from './load-config.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly store?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Runs `use` with everything wired: `--store`, else `WINDROW_STORE`, else the configuration, else the embedded default. */
export async function withWindow<T>(options: GlobalOptions, use: (window: Window) => Promise<T>): Promise<T> {
  const config = await loadConfig(options.config);
  const { createWindow } = await import('../window/create-window.js');
  const store = options.store ?? process.env['WINDROW_STORE'] ?? config.store;
  await using window = await createWindow({
    ...(store === undefined ? {} : { store }),
    ...(config.plugins === undefined ? {} : { plugins: config.plugins }),
  });
  return await use(window);
}
