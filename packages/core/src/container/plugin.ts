import type { ComponentFactory, ComponentKind } from './component-registry.js';
import type { Token } from './token.js';

/** Gives what is bound to a token. */
export type Resolve = <T>(token: Token<T>) => T;

/** How one token gets its value. One value per container; made when first asked for, unless it is asynchronous. */
export type Binding<T = unknown> = {
  readonly token: Token<T>;
  /** Ends what this container made; not called for values that the user passed in. */
  readonly dispose?: (value: T) => void | Promise<void>;
} & (
  | { readonly value: T }
  | { readonly create: (resolve: Resolve) => T }
  /** Awaited while the container is created, so that `get` stays synchronous. */
  | { readonly createAsync: (resolve: Resolve) => Promise<T> }
  /** Its constructor names every injection: `@inject(TaskStore.key)`. */
  | { readonly useClass: new (...args: never[]) => T }
);

/** A component that a definition may name. */
export interface ComponentBinding {
  readonly kind: ComponentKind;
  readonly name: string;
  readonly factory: ComponentFactory<unknown>;
}

/** A named set of bindings. Write one with {@link plugin}. */
export interface Plugin {
  readonly name: string;
  readonly bindings: readonly Binding[];
  readonly components: readonly ComponentBinding[];
  /** Module specifiers that a definition may name in `module`. */
  readonly allowModules: readonly string[];
  /** Whether its bindings and components may replace those of plugins before it. */
  readonly overrides: boolean;
}

/**
 * Makes a plugin from bindings and components.
 *
 * @example
 * export const clockPlugin = () => plugin('my/clock', { bindings: [bindValue(Clock, fixedClock)] });
 */
export function plugin(
  name: string,
  parts: { readonly bindings?: readonly Binding[]; readonly components?: readonly ComponentBinding[] },
): Plugin {
  return Object.freeze({
    name,
    bindings: parts.bindings ?? [],
    components: parts.components ?? [],
    allowModules: [],
    overrides: false,
  });
}

/**
 * Lets definitions name classes of these modules (`{ class, module }`). Nothing else is ever imported on a definition's word.
 */
export function allowModules(...specifiers: readonly string[]): Plugin {
  return Object.freeze({
    name: `allow ${specifiers.join(', ')}`,
    bindings: [],
    components: [],
    allowModules: specifiers,
    overrides: false,
  });
}

/** Binds a value that the user owns; the container never disposes of it. */
export function bindValue<T>(token: Token<T>, value: T): Binding {
  return { token, value } as Binding;
}

/** Binds what `create` makes, once per container; `dispose` ends it when the container closes. */
export function bindFactory<T>(
  token: Token<T>,
  create: (resolve: Resolve) => T,
  dispose?: (value: T) => void | Promise<void>,
): Binding {
  return (dispose === undefined ? { token, create } : { token, create, dispose }) as Binding;
}

/** The same for what takes time to open. It is made while the container is created. */
export function bindAsync<T>(
  token: Token<T>,
  createAsync: (resolve: Resolve) => Promise<T>,
  dispose?: (value: T) => void | Promise<void>,
): Binding {
  return (dispose === undefined ? { token, createAsync } : { token, createAsync, dispose }) as Binding;
}

/** Binds a class whose constructor says `@inject(SomeToken.key)` for each parameter. */
export function bindClass<T>(
  token: Token<T>,
  useClass: new (...args: never[]) => T,
  dispose?: (value: T) => void | Promise<void>,
): Binding {
  return (dispose === undefined ? { token, useClass } : { token, useClass, dispose }) as Binding;
}

/** Makes a component reachable by name from a definition. */
export function component<T>(kind: ComponentKind, name: string, factory: ComponentFactory<T>): ComponentBinding {
  return { kind, name, factory };
}

/** A plugin whose bindings replace earlier ones, or one value in place of what a plugin bound. */
export function override(plugin: Plugin): Plugin;
export function override<T>(token: Token<T>, value: T): Plugin;
export function override<T>(target: Plugin | Token<T>, value?: T): Plugin {
  if ('bindings' in target) return Object.freeze({ ...target, overrides: true });
  return Object.freeze({
    name: `override ${target.name}`,
    bindings: [bindValue(target, value as T)],
    components: [],
    allowModules: [],
    overrides: true,
  });
}
