import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, StoreClosedError, StoreUnavailableError, systemClock, WindrowError } from '@windrow/core';
import type { z } from 'zod';
import { type MlflowOptions, type ResolvedMlflowOptions, resolveOptions } from '../mlflow-options.js';
import { MlflowReplyError } from './errors.js';
import { IdleLimit } from './idle-limit.js';
import { readBounded } from './read-bounded.js';
import { refusalOf } from './refusal.js';
import { SkewedClock } from './skewed-clock.js';

/** No page that is asked for comes near it. */
const MAX_REPLY_BYTES = 64 * 2 ** 20;
const MAX_ERROR_BYTES = 64 * 2 ** 10;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body anew for each time it is sent; a long one says when a piece has gone out. */
  readonly body?: (limit: IdleLimit) => NonNullable<RequestInit['body']>;
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent twice; default true. */
  readonly repeatable?: boolean;
}

type Read<T> = (response: Response, limit: IdleLimit) => Promise<T> | T;

/** Requests to one MLflow server: credentials, time limits, repetition, errors by name. */
export class MlflowConnection {
  readonly name: string;
  readonly namespace: string;
  readonly clock: SkewedClock;
  readonly #options: ResolvedMlflowOptions;
  readonly #own: Clock;
  #closed = false;

  /** @throws StoreConfigurationError, InvalidArgumentError */
  constructor(options: MlflowOptions, clock: Clock = systemClock) {
    this.#options = resolveOptions(options);
    this.name = `The MLflow server at ${this.#options.baseUrl}`;
    this.namespace = this.#options.namespace;
    this.#own = clock;
    this.clock = new SkewedClock(clock);
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws StoreClosedError */
  assertOpen(operation: string): void {
    if (this.#closed) throw new StoreClosedError(this.name, operation);
  }

  /** A call of the tracking interface: GET with a query, or POST with a JSON body. */
  async get<T>(path: string, schema: z.ZodType<T>, query: Readonly<Record<string, string | number>>): Promise<T> {
    return this.#json(path, schema, { query });
  }

  async post<T>(
    path: string,
    schema: z.ZodType<T>,
    body: unknown,
    options: { readonly repeatable?: boolean } = {},
  ): Promise<T> {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    return this.#json(path, schema, { method: 'POST', body: () => text, headers, ...options });
  }

  async #json<T>(path: string, schema: z.ZodType<T>, options: RequestOptions): Promise<T> {
    const [operation] = path.split('?');
    const text = await this.send(`/api/2.0/mlflow/${path}`, options, (response, limit) =>
      readBounded(response, operation as string, MAX_REPLY_BYTES, limit),
    );
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new MlflowReplyError(operation as string, 'it is no JSON', { cause });
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const { path: place, message } = parsed.error.issues[0] as z.core.$ZodIssue;
    throw new MlflowReplyError(operation as string, `${place.join('.') || 'the whole'}: ${message}`);
  }

  /**
   * Sends a request and reads its answer, again while the server is away.
   *
   * @throws StoreUnavailableError, StoreConfigurationError, MlflowRefusedError, and what `read` throws
   */
  async send<T>(path: string, options: RequestOptions, read: Read<T>): Promise<T> {
    const repeat = options.repeatable === false ? 0 : this.#options.retries;
    for (let attempt = 0; ; attempt += 1) {
      let pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
      try {
        return await this.#once(path, options, read, (asked) => {
          pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(pauseMs, asked));
        });
      } catch (error) {
        if (attempt >= repeat || !WindrowError.is(error, 'STORE_UNAVAILABLE')) throw error;
      }
      await sleep(pauseMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }

  async #once<T>(path: string, options: RequestOptions, read: Read<T>, wait: (ms: number) => void): Promise<T> {
    const operation = operationOf(path);
    this.assertOpen(operation);
    const limit = new IdleLimit(this.#options.timeoutMs);
    const sent = this.#own.now();
    try {
      const body = options.body?.(limit);
      const response = await fetch(this.#url(path, options.query), {
        method: options.method ?? 'GET',
        headers: { ...this.#options.headers, ...options.headers },
        redirect: 'manual',
        signal: options.signal === undefined ? limit.signal : AbortSignal.any([limit.signal, options.signal]),
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      });
      this.clock.note(response.headers.get('date'), sent);
      limit.refresh();
      if (response.ok) return await read(response, limit);
      wait(Number(response.headers.get('retry-after') ?? 0) * 1_000 || 0);
      const text = await readBounded(response, operation, MAX_ERROR_BYTES, limit).catch(() => '');
      throw refusalOf(this.name, operation, response.status, text);
    } catch (error) {
      if (WindrowError.is(error)) throw error;
      options.signal?.throwIfAborted();
      throw this.unavailable(operation, error);
    } finally {
      if (!limit.kept) limit.stop();
    }
  }

  /** What a broken connection is called. */
  unavailable(operation: string, error: unknown): StoreUnavailableError {
    return new StoreUnavailableError(this.name, operation, reasonOf(error, this.#options.timeoutMs), { cause: error });
  }

  #url(path: string, query: RequestOptions['query'] = {}): string {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString();
    return `${this.#options.baseUrl}${path}${search === '' ? '' : `?${search}`}`;
  }
}

function operationOf(path: string): string {
  const tracking = /^\/api\/2\.0\/mlflow\/(.*)$/.exec(path)?.[1];
  return tracking ?? 'the transfer of an artifact';
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { cause } = error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : error.message;
}
