const marker = Symbol.for('windrow/error');

/** What an error may carry besides its message. */
export interface WindrowErrorOptions {
  /** The error that led to this one; never shown to a user unless asked for. */
  readonly cause?: unknown;
}

/**
 * The base of every error that Windrow throws on purpose. `code` is stable and meant to be switched on; the other fields of a
 * subclass carry the facts from which its message was made.
 *
 * Recognise one with {@link WindrowError.is}, not with `instanceof`: two copies of a package may be installed side by side.
 */
export abstract class WindrowError extends Error {
  /** Stable, SCREAMING_SNAKE_CASE, documented on the subclass. */
  abstract readonly code: string;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean = false;

  constructor(message: string, options: WindrowErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether `value` is an error of Windrow, of any copy of its packages, and (when given) has this code. */
  static is(value: unknown, code?: string): value is WindrowError {
    if (typeof value !== 'object' || value === null) return false;
    if ((value as Readonly<Record<symbol, unknown>>)[marker] !== true) return false;
    return code === undefined || (value as { code?: unknown }).code === code;
  }
}
