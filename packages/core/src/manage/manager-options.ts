import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { ArtifactStore } from '../store/artifact-store.js';
import type { TaskStore } from '../store/task-store.js';
import { MAX_ROUTES, routesServed } from '../task/route.js';
import { requireDurationMs, requireInteger, show } from './require-argument.js';
import { type RetryPolicy, requireRetryPolicy } from './retry-policy.js';
import { emitWarning, type ManagerWarning } from './warning.js';

/** What a `TaskManager` may be given besides its store and its pool. */
export interface TaskManagerOptions {
  /** Where results past the store's inline limit go. Without one such a result is `PayloadTooLargeError`. */
  readonly artifacts?: ArtifactStore;
  /** Stored with each new task. Default: git's commit of the working directory, and whether it is dirty; `false`: none. */
  readonly codeVersion?: string | false;
  /** Names this holder in claims. Default: host, process id and a random part. */
  readonly workerId?: string;
  /** The lease of claims made here, ms, at least 100. Default: the pool's setting, else 60,000. */
  readonly leaseMs?: number;
  /** What this process offers to tasks that require it; at most five words. Default: nothing. */
  readonly offers?: readonly string[];
  /** The routes to serve, up to 32, instead of those that `offers` gives. */
  readonly routes?: readonly string[];
  /** Which failures are worth another attempt. Default: all. */
  readonly retry?: RetryPolicy;
  /** How often an idempotent call is repeated while the store is not available. Default 5. */
  readonly retries?: number;
  /** The largest encoded result, bytes. Default: what the artifact store takes, else the store's inline limit. */
  readonly maxResultBytes?: number;
  /** Default: Node's process warnings. */
  readonly onWarning?: (warning: ManagerWarning) => void;
}

export interface ResolvedManagerOptions {
  readonly artifacts: ArtifactStore | undefined;
  readonly codeVersion: string | false | undefined;
  readonly workerId: string;
  readonly leaseMs: number | undefined;
  readonly routes: readonly string[];
  readonly retry: RetryPolicy;
  readonly retries: number;
  readonly maxResultBytes: number;
  readonly onWarning: (warning: ManagerWarning) => void;
}

/** The shortest lease: shorter ones run out between two looks at the clock. */
export const LEAST_LEASE_MS = 100;

/** @throws InvalidArgumentError */
export function resolveManagerOptions(store: TaskStore, options: TaskManagerOptions): ResolvedManagerOptions {
  const { codeVersion, workerId, leaseMs } = options;
  if (codeVersion !== undefined && codeVersion !== false && (typeof codeVersion !== 'string' || codeVersion === '')) {
    throw new InvalidArgumentError(
      'codeVersion',
      `must be a text that is not empty, or false, not ${show(codeVersion)}.`,
    );
  }
  if (workerId !== undefined && (typeof workerId !== 'string' || workerId === '' || workerId.length > 200)) {
    throw new InvalidArgumentError('workerId', `must be a text of 1 to 200 characters, not ${show(workerId)}.`);
  }
  return {
    artifacts: options.artifacts,
    codeVersion,
    workerId: workerId ?? `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    leaseMs: leaseMs === undefined ? undefined : requireDurationMs('leaseMs', leaseMs, LEAST_LEASE_MS),
    routes: resolveRoutes(options),
    retry: requireRetryPolicy(options.retry),
    retries: options.retries === undefined ? 5 : requireInteger('retries', options.retries, 0, 1_000),
    maxResultBytes:
      options.maxResultBytes === undefined
        ? (options.artifacts?.capabilities.maxBytes ?? store.capabilities.inlineResultBytes)
        : requireInteger('maxResultBytes', options.maxResultBytes, 1, Number.MAX_SAFE_INTEGER),
    onWarning: options.onWarning ?? emitWarning,
  };
}

function resolveRoutes(options: TaskManagerOptions): readonly string[] {
  const { routes } = options;
  if (routes === undefined) return routesServed(options.offers);
  if (options.offers !== undefined) throw new InvalidArgumentError('routes', 'cannot be given together with offers.');
  if (!Array.isArray(routes) || routes.length === 0 || routes.length > MAX_ROUTES) {
    throw new InvalidArgumentError('routes', `must be a list of 1 to ${MAX_ROUTES} routes.`);
  }
  for (const route of routes) {
    if (typeof route !== 'string') throw new InvalidArgumentError('routes', `${show(route)} is no route.`);
  }
  return [...new Set<string>(routes)];
}
