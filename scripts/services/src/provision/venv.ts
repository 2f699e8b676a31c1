import { join } from 'node:path';
import { type CommandContext, runCommand } from './command.js';
import { aptInstall, whyNoApt } from './debian.js';
import { onPath } from './on-path.js';

/** Makes a Python virtual environment in `directory` with one pinned package, and gives its Python. */
export async function makeVenv(directory: string, requirement: string, context: CommandContext): Promise<string> {
  const log = join(directory, 'provision.log');
  const venv = join(directory, 'venv');
  const make = { program: 'python3', args: ['-m', 'venv', '--clear', venv], log };
  try {
    if (onPath('python3') === undefined) throw new Error('python3 is not on PATH');
    await runCommand(make, context);
  } catch (error) {
    if (whyNoApt() !== undefined) throw error;
    context.say('Debian keeps venv in a package of its own, installing that');
    await aptInstall(['python3', 'python3-venv'], log, context);
    await runCommand(make, context);
  }
  const python = join(venv, 'bin/python');
  const pip = ['-m', 'pip', 'install', '--no-input', '--prefer-binary', '--progress-bar', 'off', requirement];
  await runCommand({ program: python, args: pip, log, attempts: 3 }, context);
  return python;
}
