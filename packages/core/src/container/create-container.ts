import { ContainerModule, Container as InversifyContainer } from 'inversify';
import {
  BindingConflictError,
  ContainerClosedError,
  DuplicatePluginError,
  MissingBindingError,
} from '../errors/container-errors.js';
import { ComponentRegistry } from './component-registry.js';
import type { Binding, Plugin, Resolve } from './plugin.js';
import type { Token } from './token.js';
import { Components, PROVIDERS } from './tokens.js';

/** What plugins were composed into. It wires and ends things, and holds no logic. */
export interface Container {
  /** @throws MissingBindingError, ContainerClosedError */
  get<T>(token: Token<T>): T;
  has(token: Token<unknown>): boolean;
  /** Ends, in reverse order of making, whatever this container made. Twice is fine. @throws AggregateError when some failed */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Owned {
  readonly binding: Binding;
  readonly plugin: string;
}

/**
 * Composes plugins. A later plugin replaces an earlier one's bindings only when it says `override`. The same plugin given again counts once.
 *
 * @throws DuplicatePluginError two different plugins of one name
 * @throws BindingConflictError two plugins bind one token, and the later is no override
 * @throws whatever an asynchronous binding throws while it opens; what was opened before it is closed again
 */
export async function createContainer(...given: readonly Plugin[]): Promise<Container> {
  const plugins = [...new Set(given)];
  const chosen = choose(plugins);
  const registry = collectComponents(plugins);
  const made: { readonly binding: Binding; readonly value: unknown }[] = [];
  const inversify = new InversifyContainer({ defaultScope: 'Singleton' });
  let closing: Promise<void> | undefined;

  const get: Resolve = <T>(token: Token<T>): T => {
    if (closing !== undefined) throw new ContainerClosedError(token.name);
    if (!inversify.isBound(token.key)) throw missing(token.name);
    try {
      return inversify.get<T>(token.key);
    } catch (error) {
      throw explain(error);
    }
  };

  await inversify.loadAsync(
    new ContainerModule(async ({ bind }) => {
      if (!chosen.has(Components.key)) bind(Components.key).toConstantValue(registry);
      for (const { binding } of chosen.values()) {
        const key = binding.token.key;
        if ('value' in binding) bind(key).toConstantValue(binding.value);
        else if ('useClass' in binding)
          bind(key)
            .to(binding.useClass as never)
            .inSingletonScope()
            .onActivation(track(binding));
        else if ('create' in binding) {
          bind(key)
            .toDynamicValue(() => binding.create(get))
            .inSingletonScope()
            .onActivation(track(binding));
        }
      }
    }),
  );

  function track(binding: Binding): (context: unknown, value: unknown) => unknown {
    return (_context, value) => {
      made.push({ binding, value });
      return value;
    };
  }

  const close = (): Promise<void> => {
    closing ??= disposeInReverse(made);
    return closing;
  };

  try {
    for (const { binding } of chosen.values()) {
      if (!('createAsync' in binding)) continue;
      const value = await binding.createAsync(get);
      made.push({ binding, value });
      inversify.bind(binding.token.key).toConstantValue(value);
    }
  } catch (error) {
    await close();
    throw explain(error);
  }

  return {
    get,
    has: (token) => inversify.isBound(token.key),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function choose(plugins: readonly Plugin[]): ReadonlyMap<symbol, Owned> {
  const names = new Set<string>();
  const chosen = new Map<symbol, Owned>();
  for (const { name, bindings, overrides } of plugins) {
    if (names.has(name) && !overrides) throw new DuplicatePluginError(name);
    names.add(name);
    for (const binding of bindings) {
      const before = chosen.get(binding.token.key);
      if (before !== undefined && !overrides) throw new BindingConflictError(binding.token.name, before.plugin, name);
      // A replaced binding moves to its new plugin's place in the order.
      chosen.delete(binding.token.key);
      chosen.set(binding.token.key, { binding, plugin: name });
    }
  }
  return chosen;
}

function collectComponents(plugins: readonly Plugin[]): ComponentRegistry {
  const registry = new ComponentRegistry({ allowModules: plugins.flatMap((plugin) => plugin.allowModules) });
  for (const { components, overrides } of plugins) {
    for (const { kind, name, factory } of components) registry.register(kind, name, factory, { replace: overrides });
  }
  return registry;
}

async function disposeInReverse(
  made: readonly { readonly binding: Binding; readonly value: unknown }[],
): Promise<void> {
  const errors: unknown[] = [];
  for (const { binding, value } of made.toReversed()) {
    try {
      await binding.dispose?.(value);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} parts of the container did not close`);
}

function missing(name: string, cause?: unknown): MissingBindingError {
  return new MissingBindingError(name, PROVIDERS.get(name), cause === undefined ? {} : { cause });
}

/** Inversify names a missing binding by its symbol; ours says which plugin would provide it. */
function explain(error: unknown): unknown {
  const name = /No bindings? found.*?Symbol\(windrow\/([^)]+)\)/s.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  return name === undefined ? error : missing(name, error);
}
