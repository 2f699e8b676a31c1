import { type Command, CommanderError } from 'commander';
import { ExitCode, exitCodeOf } from './exit-codes.js';
import { cleanText } from './output/clean-text.js';
import { jsonLine } from './output/terminal.js';
import { makeProgram } from './program.js';

/** Runs one command line and answers its exit code. What goes wrong is told here, as text or as JSON, and nowhere else. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let code: number = ExitCode.ok;
  const program = makeProgram((own) => {
    code = own;
  });
  // Before anything is parsed, since what is wrong may be the command line.
  const json = argv.includes('--json');
  throwInsteadOfExit(program, json);
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return tell(error, json);
  }
}

function throwInsteadOfExit(command: Command, json: boolean): void {
  command.exitOverride();
  if (json) command.configureOutput({ writeErr: () => {} });
  for (const each of command.commands) throwInsteadOfExit(each, json);
}

function tell(error: unknown, json: boolean): number {
  const isUsage = error instanceof CommanderError;
  if (isUsage && error.exitCode === 0) return ExitCode.ok;
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (json) {
    const said = isUsage
      ? { name: 'UsageError', code: 'USAGE', message: error.message.replace(/^error: /, '') }
      : { name: name ?? 'Error', ...(typeof code === 'string' ? { code } : {}), message: message ?? String(error) };
    process.stdout.write(jsonLine('error', { error: said }));
  } else if (!isUsage) {
    process.stderr.write(`${cleanText(message ?? String(error))}\n`);
  }
  // Commander has said its own already, on standard error.
  return isUsage ? ExitCode.usage : exitCodeOf(error);
}
