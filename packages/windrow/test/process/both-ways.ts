import { type Ended, inPipe, type Surroundings } from './command-line.js';
import { onTerminal, type TerminalEnded } from './terminal-command.js';

export interface BothWays {
  readonly piped: Ended;
  readonly terminal: TerminalEnded;
  /** What `--json` answered. */
  readonly json: Readonly<Record<string, unknown>> & { readonly schema: string };
  readonly jsonCode: number | null;
}

/** The same command at once in a pipe, on a terminal of 100 columns, and with `--json`. For commands that change nothing. */
export async function bothWays(args: readonly string[], surroundings: Surroundings): Promise<BothWays> {
  const [piped, terminal, json] = await Promise.all([
    inPipe(args, surroundings),
    onTerminal(args, surroundings),
    inPipe([...args, '--json'], surroundings),
  ]);
  return { piped, terminal, json: JSON.parse(json.stdout) as BothWays['json'], jsonCode: json.code };
}
