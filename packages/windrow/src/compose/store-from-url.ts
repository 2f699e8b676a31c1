import { nearestNames, type Plugin, StoreConfigurationError } from '@windrow/core';

/** The embedded default: one directory, `.windrow` in the working directory, shared by the processes of the machine. */
export const DEFAULT_STORE = 'sqlite:.windrow';

interface StoreModule {
  readonly schemes: readonly string[];
  readonly module: string;
  /** Where it is no dependency of this package, and must be installed by who uses it. */
  readonly optional: boolean;
  make(module: Readonly<Record<string, unknown>>, url: string): Plugin;
}

const STORES: readonly StoreModule[] = [
  {
    schemes: ['memory:'],
    module: '@windrow/store-memory',
    optional: false,
    make: (module) => (module as { memoryStore(): Plugin }).memoryStore(),
  },
  {
    schemes: ['sqlite:'],
    module: '@windrow/store-sqlite',
    optional: false,
    make: (module, url) => {
      const { parseStoreUrl, sqliteStore } = module as {
        parseStoreUrl(url: string): object;
        sqliteStore(options: object): Plugin;
      };
      return sqliteStore(parseStoreUrl(url));
    },
  },
  {
    schemes: ['mongodb:', 'mongodb+srv:'],
    module: '@windrow/store-mongo',
    optional: true,
    make: (module, url) => (module as { mongoStore(options: object): Plugin }).mongoStore({ url }),
  },
  {
    schemes: ['redis:', 'rediss:', 'redis+cluster:', 'rediss+cluster:'],
    module: '@windrow/store-redis',
    optional: true,
    make: (module, url) => (module as { redisStore(options: object): Plugin }).redisStore({ url }),
  },
];

/**
 * The plugin of the store that a URL names: `memory:`, `sqlite:DIRECTORY`, `mongodb://…/DATABASE` or `redis://…`. Its package is loaded
 * only now, so nobody needs a driver for a store that is not used.
 *
 * @throws StoreConfigurationError for another scheme, and for a package that is not installed (it says which to install)
 */
export async function storeFromUrl(url: string): Promise<Plugin> {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase();
  const store = STORES.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme));
  if (store === undefined) {
    const known = STORES.flatMap(({ schemes }) => schemes);
    const [near] = scheme === undefined ? [] : nearestNames(scheme, known);
    const advice = `Use one of ${known.join(' ')} (for example ${DEFAULT_STORE}).`;
    // The URL itself may carry a password, so only its scheme is shown.
    throw new StoreConfigurationError(
      'The store',
      scheme === undefined ? 'its URL has no scheme' : `no store is known for ${scheme}`,
      near === undefined ? advice : `Did you mean ${near}? ${advice}`,
    );
  }
  return store.make(await load(store), url);
}

async function load({ module, optional, schemes }: StoreModule): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(module)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    if (!optional || (cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new StoreConfigurationError(
      `The ${schemes[0]} store`,
      `its package ${module} is not installed`,
      `Install it: npm install ${module}`,
      { cause },
    );
  }
}
