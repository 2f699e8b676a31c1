#!/usr/bin/env node
import { type Command, CommanderError } from 'commander';
import { ExitCode, exitCodeOf } from './exit-codes.js';
import { makeProgram } from './program.js';

const program = makeProgram((code) => {
  process.exitCode = code;
});
throwInsteadOfExit(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

function tell(error: unknown): number {
  // Commander has said it already, on standard error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  const code = exitCodeOf(error);
  const { name, message, code: errorCode } = error as { name?: string; message?: string; code?: string };
  if (program.opts<{ json?: boolean }>().json === true) {
    process.stdout.write(
      `${JSON.stringify({ schema: 'windrow/error/1', error: { name, code: errorCode, message } })}\n`,
    );
  } else process.stderr.write(`${message ?? String(error)}\n`);
  return code;
}
