import { StoreConfigurationError } from '@windrow/core';

/** A server's address as messages may show it, and as another process may be given it. */
export interface SafeUrl {
  /** Without user and password. */
  readonly label: string;
  /** Whether the address carries a user or a password, so that the label alone opens nothing. */
  readonly secret: boolean;
}

/** @throws StoreConfigurationError for what is no `redis:` or `rediss:` URL; the message does not repeat it, since it may hold a password */
export function safeUrl(url: string): SafeUrl {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new StoreConfigurationError(
      'The Redis store',
      'its url is no address of a server',
      'Give one such as redis://127.0.0.1:6379/0, or rediss://… for TLS.',
    );
  }
  const secret = parsed.username !== '' || parsed.password !== '' || parsed.search !== '';
  parsed.username = '';
  parsed.password = '';
  parsed.search = '';
  return { label: parsed.href, secret };
}
