import { StoreConfigurationError } from '@windrow/core';

/** A server's address as messages may show it, and as another process may be given it. */
export interface SafeUrl {
  /** Without user and password. */
  readonly label: string;
  /** Whether the address carries a user or a password, so that the label alone opens nothing. */
  readonly secret: boolean;
}

const SCHEMES = ['redis:', 'rediss:', 'redis+cluster:', 'rediss+cluster:'];

/** Whether a URL names a node of a cluster, rather than a server of its own. */
export function isClusterUrl(url: string): boolean {
  return /^rediss?\+cluster:/i.test(url);
}

/**
 * @param nodes of a cluster, instead of the URL
 * @throws StoreConfigurationError for what is no address; the message does not repeat it, since it may hold a password
 */
export function safeUrl(url: string, nodes?: readonly string[]): SafeUrl {
  const all = (nodes ?? [url]).map(oneSafeUrl);
  const secret = all.some((one) => one.secret);
  if (nodes === undefined) return { label: all[0]?.label ?? '', secret };
  // One node leads to all others.
  return { label: (all[0]?.label ?? '').replace(/^(rediss?):/, '$1+cluster:'), secret };
}

function oneSafeUrl(url: string): SafeUrl {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !SCHEMES.includes(parsed.protocol) || parsed.hostname === '') {
    throw new StoreConfigurationError(
      'The Redis store',
      'its url is no address of a server',
      'Give one such as redis://127.0.0.1:6379/0, redis+cluster://… for a cluster, or rediss… for TLS.',
    );
  }
  const secret = parsed.username !== '' || parsed.password !== '' || parsed.search !== '';
  parsed.username = '';
  parsed.password = '';
  parsed.search = '';
  return { label: parsed.href, secret };
}
