import type { StoreFinding } from '@windrow/core';

/** What the doctor found: about the store, or about one pool. */
export interface Finding extends StoreFinding {
  readonly pool?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message });

export const problem = (check: string, message: string, advice: string): Finding => ({
  check,
  state: 'problem',
  message,
  advice,
});

export const notice = (check: string, message: string, advice: string): Finding => ({
  check,
  state: 'notice',
  message,
  advice,
});
