import { type ArgumentHandler, RootCommand, type Command as TabCommand } from '@bomb.sh/tab';
import type { Command } from 'commander';

/** The command line as the completion library knows it, with `names` for arguments that are a pool or an experiment. */
export function completionTree(program: Command, names: readonly string[]): RootCommand {
  const root = new RootCommand();
  addOptions(root, program);
  addCommands(root, program, '', program, names);
  return root;
}

function addCommands(
  root: RootCommand,
  parent: Command,
  path: string,
  program: Command,
  names: readonly string[],
): void {
  for (const command of parent.createHelp().visibleCommands(parent)) {
    const name = `${path}${command.name()}`;
    const added = root.command(name, command.description());
    addOptions(added, command);
    // Those of the program may come anywhere.
    addOptions(added, program);
    for (const argument of command.registeredArguments) {
      const isName = argument.name() === 'pool' || argument.name() === 'experiment';
      const offered = argument.argChoices ?? (isName ? names : []);
      added.argument(argument.name(), offering(offered), argument.variadic);
    }
    addCommands(root, command, `${name} `, program, names);
  }
}

function addOptions(to: TabCommand, command: Command): void {
  for (const option of command.createHelp().visibleOptions(command)) {
    const name = option.long?.replace(/^--/, '');
    if (name === undefined) continue;
    const alias = option.short?.replace(/^-/, '');
    if (option.required || option.optional)
      to.option(name, option.description, offering(option.argChoices ?? []), alias);
    else if (alias === undefined) to.option(name, option.description);
    else to.option(name, option.description, alias);
  }
}

function offering(words: readonly string[]): ArgumentHandler & (() => void) {
  return ((complete?: (value: string, description: string) => void) => {
    for (const word of words) complete?.(word, '');
  }) as ArgumentHandler & (() => void);
}
