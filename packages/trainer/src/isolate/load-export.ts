import { type ComponentRegistry, InvalidArgumentError } from '@windrow/core';
import type { HandlerModule } from '../worker/worker-options.js';
import { loadHandler } from './load-handler.js';

/** A function, or the one that a module exports, or the fallback. @throws HandlerLoadError */
export async function loadFunction<F>(given: F | HandlerModule | undefined, fallback: F): Promise<F> {
  if (given === undefined) return fallback;
  return typeof given === 'function' ? (given as F) : ((await loadHandler(given as HandlerModule)) as F);
}

/** The components that a module exports. @throws InvalidArgumentError, and what the module throws */
export async function loadComponents({ module, export: name = 'default' }: HandlerModule): Promise<ComponentRegistry> {
  const loaded = (await import(module)) as Readonly<Record<string, unknown>>;
  const exported = Object.hasOwn(loaded, name) ? loaded[name] : undefined;
  const made: unknown = typeof exported === 'function' ? await (exported as () => unknown)() : exported;
  if (isRegistry(made)) return made;
  throw new InvalidArgumentError(
    'components',
    `${name} of ${module} is no ComponentRegistry, nor a function that makes one.`,
  );
}

/** Told by what it can do: two copies of a package may be installed side by side. */
function isRegistry(value: unknown): value is ComponentRegistry {
  const { create, load, has } = (value ?? {}) as Partial<ComponentRegistry>;
  return [create, load, has].every((method) => typeof method === 'function');
}
