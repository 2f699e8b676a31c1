declare const bound: unique symbol;

/** Names a port in the container. The symbol is global, so two copies of a package agree on it. */
export interface Token<T> {
  readonly key: symbol;
  /** `core/TaskStore` */
  readonly name: string;
  readonly [bound]?: T;
}

/** `token('core/TaskStore')` is `Symbol.for('windrow/core/TaskStore')` with a type. */
export function token<T>(name: string): Token<T> {
  return Object.freeze({ key: Symbol.for(`windrow/${name}`), name });
}
