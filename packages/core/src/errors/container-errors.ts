import { WindrowError, type WindrowErrorOptions } from '@windrow/frame';

/** `DUPLICATE_PLUGIN`: two different plugins of one name. */
export class DuplicatePluginError extends WindrowError {
  readonly code = 'DUPLICATE_PLUGIN';
  constructor(readonly plugin: string) {
    super(
      `Two different plugins are named "${plugin}". Leave one out, or wrap the second in override() to let it replace the first.`,
    );
  }
}

/** `BINDING_CONFLICT`: two plugins bind one token and none says `override`. */
export class BindingConflictError extends WindrowError {
  readonly code = 'BINDING_CONFLICT';
  constructor(
    readonly token: string,
    readonly first: string,
    readonly second: string,
  ) {
    super(`Plugins "${first}" and "${second}" both provide ${token}. Wrap the one you want in override().`);
  }
}

/** `MISSING_BINDING`: nothing provides a token that is needed. */
export class MissingBindingError extends WindrowError {
  readonly code = 'MISSING_BINDING';
  constructor(
    readonly token: string,
    /** The plugin that would provide it, where known. */
    readonly provider: string | undefined,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `Nothing provides ${token}. ${provider === undefined ? 'Add a plugin that binds it' : `Add ${provider}`} to createContainer().`,
      options,
    );
  }
}

/** `UNKNOWN_COMPONENT`: a definition names what no plugin brought. */
export class UnknownComponentError extends WindrowError {
  readonly code = 'UNKNOWN_COMPONENT';
  constructor(
    readonly kind: string,
    readonly component: string,
    readonly known: readonly string[],
    readonly nearest: readonly string[],
  ) {
    super(
      `There is no ${kind} named "${component}". ` +
        (nearest.length > 0 ? `Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}? ` : '') +
        (known.length === 0
          ? `No plugin registers a ${kind}; add one (workflow() brings the built-in ones).`
          : `Known: ${known.join(', ')}. Add the plugin that registers it, or correct the name.`),
    );
  }
}

/** `INVALID_COMPONENT`: a specification or its kwargs are wrong; nothing was made. */
export class InvalidComponentError extends WindrowError {
  readonly code = 'INVALID_COMPONENT';
  constructor(
    readonly kind: string,
    readonly component: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(`The ${kind} ${component} ${reason}.`, options);
  }
}

/** `CONTAINER_CLOSED`. */
export class ContainerClosedError extends WindrowError {
  readonly code = 'CONTAINER_CLOSED';
  constructor(readonly token: string) {
    super(`The container is closed, so ${token} cannot be had from it. Create a new one.`);
  }
}
