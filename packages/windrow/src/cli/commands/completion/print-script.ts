import { script } from '@bomb.sh/tab';
import { BASH_SCRIPT } from './bash-script.js';

export type Shell = 'bash' | 'zsh' | 'fish';

export function printScript(shell: Shell): void {
  if (shell === 'bash') process.stdout.write(BASH_SCRIPT);
  else script(shell, 'windrow', 'windrow');
}
