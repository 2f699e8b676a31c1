import type { TrainFunction } from '@windrow/core';
import { HandlerLoadError } from '../errors/trainer-errors.js';
import type { HandlerModule } from '../worker/worker-options.js';

/** Imports a train function. @throws HandlerLoadError when the module cannot be loaded, or its export is no function */
export async function loadHandler({ module, export: name = 'default' }: HandlerModule): Promise<TrainFunction> {
  let loaded: Readonly<Record<string, unknown>>;
  try {
    loaded = (await import(module)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new HandlerLoadError(module, name, cause instanceof Error ? cause.message : String(cause), { cause });
  }
  const handler = Object.hasOwn(loaded, name) ? loaded[name] : undefined;
  if (typeof handler === 'function') return handler as TrainFunction;
  const exported = Object.keys(loaded).join(', ') || 'nothing';
  throw new HandlerLoadError(
    module,
    name,
    handler === undefined ? `it exports ${exported}` : `that export is ${typeof handler}, no function`,
  );
}
