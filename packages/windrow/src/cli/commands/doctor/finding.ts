import type { Finding } from '../../answers/run-answers.js';

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
