#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ExitCode, exitCodeOf } from './exit-codes.js';
import { makeProgram } from './program.js';

const program = makeProgram((code) => {
  process.exitCode = code;
});
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
  command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
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
