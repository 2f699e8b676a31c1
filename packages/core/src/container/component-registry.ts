import { InvalidComponentError, UnknownComponentError } from '../errors/container-errors.js';
import type { JsonObject } from '../task/definition.js';
import { nearestNames } from '../text/nearest-names.js';

/** What a component is for; names are unique within a kind. */
export type ComponentKind =
  | 'model'
  | 'dataset'
  | 'handler'
  | 'record'
  | 'generator'
  | 'ensemble'
  | 'group'
  | 'reweighter'
  | 'train';

/** How a definition names a component: `{ class: 'RidgeModel', kwargs: { alpha: 0.05 } }`. */
export interface ComponentSpec {
  readonly class: string;
  readonly kwargs?: JsonObject;
  /** Where the class is exported, for modules that the user listed under `allowModules`; never loaded otherwise. */
  readonly module?: string;
}

/** What a component may use while it is made. */
export interface ComponentContext {
  readonly registry: ComponentRegistry;
  /**
   * A value made once per worker under this key, for example a loaded data file that all tasks share read-only.
   * A failed `make` is forgotten, so the next task tries again.
   */
  shared<T>(key: string, make: () => T | Promise<T>): Promise<T>;
}

/** Makes a component from the kwargs of its definition. */
export interface ComponentFactory<T> {
  /** Checks `kwargs` first and throws {@link InvalidComponentError} before any side effect. */
  create(kwargs: JsonObject, context: ComponentContext): T | Promise<T>;
  /** Makes it again from what its own `save` returned. */
  load?(state: unknown, context: ComponentContext): T | Promise<T>;
}

/**
 * Components by kind and name, as plugins gave them. A definition that comes from a store only ever chooses among these names;
 * it never decides which module is imported, unless the user has listed that very module.
 */
export class ComponentRegistry {
  readonly #components = new Map<string, ComponentFactory<unknown>>();
  readonly #allowModules: ReadonlySet<string>;
  readonly #shared = new Map<string, Promise<unknown>>();

  /** `allowModules`: module specifiers that a definition may name in `module`. */
  constructor(options: { readonly allowModules?: readonly string[] } = {}) {
    this.#allowModules = new Set(options.allowModules);
  }

  /** @throws InvalidComponentError when the name is taken and `replace` is not set */
  register<T>(
    kind: ComponentKind,
    name: string,
    factory: ComponentFactory<T>,
    options: { readonly replace?: boolean } = {},
  ): this {
    const key = `${kind}/${name}`;
    if (this.#components.has(key) && options.replace !== true) {
      throw new InvalidComponentError(
        kind,
        name,
        'is registered already; give it another name, or wrap the plugin in override()',
      );
    }
    this.#components.set(key, factory);
    return this;
  }

  /** The names of a kind, sorted. */
  names(kind: ComponentKind): readonly string[] {
    const prefix = `${kind}/`;
    return [...this.#components.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  has(kind: ComponentKind, name: string): boolean {
    return this.#components.has(`${kind}/${name}`);
  }

  /**
   * Makes what a definition names.
   *
   * @throws UnknownComponentError when no plugin brought the name; lists the nearest
   * @throws InvalidComponentError when the specification or its kwargs are wrong
   */
  async create<T>(kind: ComponentKind, spec: unknown): Promise<T> {
    const checked = checkSpec(kind, spec);
    const factory = await this.#find(kind, checked);
    return (await factory.create(checked.kwargs ?? {}, this.#context())) as T;
  }

  /** Makes a component again from its saved state. @throws UnknownComponentError, InvalidComponentError */
  async load<T>(kind: ComponentKind, spec: unknown, state: unknown): Promise<T> {
    const checked = checkSpec(kind, spec);
    const factory = await this.#find(kind, checked);
    if (factory.load === undefined)
      throw new InvalidComponentError(kind, checked.class, 'has no load, so a saved one cannot be opened');
    return (await factory.load(state, this.#context())) as T;
  }

  #context(): ComponentContext {
    return { registry: this, shared: (key, make) => this.#share(key, make) };
  }

  #share<T>(key: string, make: () => T | Promise<T>): Promise<T> {
    const known = this.#shared.get(key);
    if (known !== undefined) return known as Promise<T>;
    const made = Promise.resolve().then(make);
    this.#shared.set(key, made);
    made.catch(() => this.#shared.delete(key));
    return made;
  }

  async #find(kind: ComponentKind, spec: ComponentSpec): Promise<ComponentFactory<unknown>> {
    if (spec.module !== undefined) return this.#importAllowed(kind, spec, spec.module);
    const factory = this.#components.get(`${kind}/${spec.class}`);
    if (factory === undefined) {
      const known = this.names(kind);
      throw new UnknownComponentError(kind, spec.class, known, nearestNames(spec.class, known));
    }
    return factory;
  }

  async #importAllowed(
    kind: ComponentKind,
    spec: ComponentSpec,
    specifier: string,
  ): Promise<ComponentFactory<unknown>> {
    if (!this.#allowModules.has(specifier)) {
      throw new InvalidComponentError(
        kind,
        spec.class,
        `names the module ${JSON.stringify(specifier)}, which is not listed under allowModules; nothing was imported`,
      );
    }
    const module = (await import(specifier)) as Record<string, unknown>;
    const found = Object.hasOwn(module, spec.class) ? module[spec.class] : undefined;
    if (
      typeof found === 'object' &&
      found !== null &&
      typeof (found as ComponentFactory<unknown>).create === 'function'
    ) {
      return found as ComponentFactory<unknown>;
    }
    if (typeof found === 'function') {
      const Class = found as new (kwargs: JsonObject) => unknown;
      return { create: (kwargs) => new Class(kwargs) };
    }
    throw new InvalidComponentError(kind, spec.class, `is not exported by ${JSON.stringify(specifier)}`);
  }
}

function checkSpec(kind: ComponentKind, spec: unknown): ComponentSpec {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new InvalidComponentError(
      kind,
      '(unnamed)',
      `must be an object { class, kwargs }, got ${spec === null ? 'null' : typeof spec}`,
    );
  }
  const { class: name, kwargs, module } = spec as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') {
    throw new InvalidComponentError(kind, '(unnamed)', "has no 'class': the name under which a plugin registered it");
  }
  if (kwargs !== undefined && (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs))) {
    throw new InvalidComponentError(kind, name, "needs 'kwargs' to be an object");
  }
  if (module !== undefined && typeof module !== 'string') {
    throw new InvalidComponentError(kind, name, "needs 'module' to be a string");
  }
  return {
    class: name,
    ...(kwargs === undefined ? {} : { kwargs: kwargs as JsonObject }),
    ...(module === undefined ? {} : { module }),
  };
}
