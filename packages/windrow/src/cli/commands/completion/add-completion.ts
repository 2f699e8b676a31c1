import { Argument, type Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import type { Shell } from './print-script.js';

/** `windrow completion SHELL`, and the hidden command that its scripts ask while somebody types. */
export function addCompletion(program: Command, _context: CommandContext): void {
  program
    .command('completion')
    .description('print a script that lets a shell complete commands, options and names')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
  bash: echo 'source <(windrow completion bash)' >> ~/.bashrc
  zsh:  echo 'source <(windrow completion zsh)' >> ~/.zshrc
  fish: windrow completion fish > ~/.config/fish/completions/windrow.fish`,
    )
    .action(async (shell: Shell) => (await import('./print-script.js')).printScript(shell));
  program
    .command('complete [words...]', { hidden: true })
    .action(async (words: readonly string[]) => (await import('./complete-words.js')).completeWords(program, words));
}
