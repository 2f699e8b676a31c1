import { InvalidArgumentError, StoreConfigurationError } from '@windrow/core';
import { z } from 'zod';

/** Where the tracking server is, and how to reach it. What is absent comes from the environment, as MLflow's own client has it. */
export interface MlflowOptions {
  /** `http://host:port` or `https://…`; default `MLFLOW_TRACKING_URI`. A user and a password in it are taken as the next two. */
  readonly trackingUri?: string;
  /** Default `MLFLOW_TRACKING_USERNAME`. */
  readonly username?: string;
  /** Default `MLFLOW_TRACKING_PASSWORD`. */
  readonly password?: string;
  /** Sent as a bearer token unless there are a user and a password; default `MLFLOW_TRACKING_TOKEN`. */
  readonly token?: string;
  /** Sent with every request, for a proxy in between. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one request may take, ms; default 30,000. Of an upload or a download: how long it may stand still. */
  readonly timeoutMs?: number;
  /** How often one request is sent again when the server is away, busy (429) or failing (5xx); default 3. */
  readonly retries?: number;
  /**
   * Two installations of Windrow that share a server and do not collect each other's garbage have two namespaces; default `windrow`.
   * Experiments and runs are shared by all.
   */
  readonly namespace?: string;
}

export interface ResolvedMlflowOptions {
  /** Without credentials and without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly namespace: string;
}

const STORE = 'The MLflow store';
const URI_ADVICE =
  'Give trackingUri, or set MLFLOW_TRACKING_URI, to http://host:port or https://host of an MLflow server.';

const schema = z.strictObject({
  trackingUri: z.string().optional(),
  username: z.string().min(1).optional(),
  password: z.string().optional(),
  token: z.string().min(1).optional(),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/)).optional(),
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .default(30_000),
  retries: z.number().int().min(0).max(20).default(3),
  namespace: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .default('windrow'),
});

/** @throws StoreConfigurationError, InvalidArgumentError; neither says what a credential is */
export function resolveOptions(options: MlflowOptions, env: NodeJS.ProcessEnv = process.env): ResolvedMlflowOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const { path, code } = parsed.error.issues[0] as z.core.$ZodIssue;
    throw new InvalidArgumentError(`MlflowOptions.${path.join('.') || 'options'}`, `is not as documented (${code}).`);
  }
  const given = parsed.data;
  const url = parseUri(given.trackingUri ?? nonEmpty(env['MLFLOW_TRACKING_URI']));
  const username = given.username ?? (decodeURIComponent(url.username) || nonEmpty(env['MLFLOW_TRACKING_USERNAME']));
  const password = given.password ?? (decodeURIComponent(url.password) || nonEmpty(env['MLFLOW_TRACKING_PASSWORD']));
  const token = given.token ?? nonEmpty(env['MLFLOW_TRACKING_TOKEN']);
  return {
    baseUrl: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    headers: { ...authorization(username, password, token), ...given.headers },
    timeoutMs: given.timeoutMs,
    retries: given.retries,
    namespace: given.namespace,
  };
}

function parseUri(uri: string | undefined): URL {
  if (uri === undefined) throw new StoreConfigurationError(STORE, 'no tracking URI is given', URI_ADVICE);
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new StoreConfigurationError(STORE, 'the tracking URI is no http or https address of a server', URI_ADVICE);
  }
  return url;
}

function authorization(
  username: string | undefined,
  password: string | undefined,
  token: string | undefined,
): Readonly<Record<string, string>> {
  if (username !== undefined && password !== undefined) {
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }
  if (token === undefined) return {};
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new StoreConfigurationError(
      STORE,
      'the token has characters that no header may have',
      'Check it for a line break.',
    );
  }
  return { authorization: `Bearer ${token}` };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
