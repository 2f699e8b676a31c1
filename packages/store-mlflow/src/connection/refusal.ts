import { StoreConfigurationError, StoreFullError, StoreUnavailableError } from '@windrow/core';
import { z } from 'zod';
import { MlflowRefusedError } from './errors.js';

const refusalSchema = z.object({ error_code: z.string().max(200), message: z.string().optional() });

/** Statuses after which the same request may succeed. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const MAX_REASON = 500;

/** What an answer that is not 2xx means. */
export function refusalOf(store: string, operation: string, status: number, body: string): Error {
  if (status === 401 || status === 403) {
    const what = status === 401 ? 'the server wants other credentials' : `these credentials do not allow ${operation}`;
    return new StoreConfigurationError(store, what, 'Give username and password, or a token, that it knows.');
  }
  if (status >= 300 && status < 400) {
    return new StoreConfigurationError(
      store,
      `${operation} was sent elsewhere (HTTP ${status})`,
      'Give the address itself.',
    );
  }
  const { error_code: errorCode = '', message = body } = parseRefusal(body);
  // Servers put whole statements in here.
  const reason = message.split('\n')[0]?.slice(0, MAX_REASON) ?? '';
  if (status === 507) return new StoreFullError(store, operation);
  if (status === 503 && /--no-serve-artifacts/.test(message)) {
    return new StoreConfigurationError(
      store,
      'the server does not serve artifacts',
      'Start it with --serve-artifacts.',
    );
  }
  if (PASSING.has(status)) return new StoreUnavailableError(store, operation, `HTTP ${status}: ${reason}`);
  return new MlflowRefusedError(operation, status, errorCode, reason);
}

function parseRefusal(body: string): { readonly error_code?: string; readonly message?: string | undefined } {
  try {
    return refusalSchema.parse(JSON.parse(body));
  } catch {
    // A proxy's page, say: its beginning is told as it is.
    return {};
  }
}
