import { WindrowError, type WindrowErrorOptions } from '@windrow/frame';

/** `STORE_UNAVAILABLE`: the store cannot be reached, or stayed busy past its bound. The same call may succeed later. */
export class StoreUnavailableError extends WindrowError {
  readonly code = 'STORE_UNAVAILABLE';
  override readonly retryable: boolean = true;
  /** `store` names it without credentials; `operation` is what was tried. */
  constructor(
    readonly store: string,
    readonly operation: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `${store} is not available: ${operation} failed (${reason}). Check that it runs and can be reached, then retry.`,
      options,
    );
  }
}

/** `STORE_CLOSED`: a call after `close()`. */
export class StoreClosedError extends WindrowError {
  readonly code = 'STORE_CLOSED';
  constructor(
    readonly store: string,
    readonly operation: string,
  ) {
    super(`${store} was closed before ${operation}. Open a new store, or close this one later.`);
  }
}

/** `STORE_VERSION`: the data was written under a protocol or schema that this client does not speak. Nothing was written. */
export class StoreVersionError extends WindrowError {
  readonly code = 'STORE_VERSION';
  constructor(
    readonly store: string,
    readonly found: { readonly min: number; readonly current: number },
    readonly supported: number,
  ) {
    super(
      `${store} needs protocol ${found.min} to ${found.current}, this client speaks ${supported}. ` +
        `Nothing was written; ${supported < found.min ? 'upgrade Windrow here' : 'use the version of Windrow that the store was made with, or upgrade the store'}.`,
    );
  }
}

/** `STORE_CORRUPT`: what the store holds cannot be read. It was left as it is. */
export class StoreCorruptError extends WindrowError {
  readonly code = 'STORE_CORRUPT';
  constructor(
    readonly store: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `${store} is damaged: ${reason}. It was left as it is; restore it from a back-up or choose another place.`,
      options,
    );
  }
}

/** `STORE_CONFIGURATION`: the store cannot be opened as asked (a path that is no directory, a read-only place, a bad URL). */
export class StoreConfigurationError extends WindrowError {
  readonly code = 'STORE_CONFIGURATION';
  constructor(
    readonly store: string,
    readonly reason: string,
    readonly advice: string,
    options: WindrowErrorOptions = {},
  ) {
    super(`${store} cannot be opened: ${reason}. ${advice}`, options);
  }
}

/** `STORE_FULL`: no room left (disk, quota, memory limit). What was stored stays as it was. */
export class StoreFullError extends WindrowError {
  readonly code = 'STORE_FULL';
  override readonly retryable: boolean = true;
  constructor(
    readonly store: string,
    readonly operation: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `${store} has no room left: ${operation} was not done, what was stored stays as it was. Make room, then retry.`,
      options,
    );
  }
}

/** `SETTINGS_CONFLICT`: somebody changed the pool's settings in between. */
export class SettingsConflictError extends WindrowError {
  readonly code = 'SETTINGS_CONFLICT';
  constructor(
    readonly pool: string,
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(
      `The settings of pool "${pool}" are at version ${currentVersion}, not ${expectedVersion}: somebody changed them. Read them again, then apply your change.`,
    );
  }
}
