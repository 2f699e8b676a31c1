import type { Command, Option } from 'commander';

/** What the words before the one that is typed say. */
export interface ReadWords {
  /** The argument that comes next, such as `pool`; `undefined` where none does. */
  readonly argument: string | undefined;
  readonly store: string | undefined;
}

/** Reads words as the command line would, and forgives everything. */
export function readWords(program: Command, words: readonly string[]): ReadWords {
  let command = program;
  let positional = 0;
  let store: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (word.startsWith('-')) {
      const [name, given] = word.split(/=(.*)/s);
      const option = optionOf(program, command, name as string);
      const value = given ?? (takesValue(option) ? words[++at] : undefined);
      if (option?.long === '--store') store = value;
      continue;
    }
    const next = positional === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (next === undefined) positional += 1;
    else command = next;
  }
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[positional] ?? (last?.variadic === true ? last : undefined);
  return { argument: argument?.name(), store };
}

function optionOf(program: Command, command: Command, name: string): Option | undefined {
  return [...command.options, ...program.options].find(({ long, short }) => long === name || short === name);
}

function takesValue(option: Option | undefined): boolean {
  return option !== undefined && (option.required || option.optional);
}
