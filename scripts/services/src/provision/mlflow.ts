import { join } from 'node:path';
import { cachePaths, PINS } from './cache.js';
import { type CommandContext, runCommand } from './command.js';
import { aptInstall, whyNoApt } from './debian.js';
import { onPath } from './on-path.js';
import type { Step } from './step.js';

/** MLflow in a Python virtual environment, with an empty tracking database that every run copies. */
export function mlflowStep(): Step {
  return {
    name: `mlflow ${PINS.mlflow}`,
    directory: cachePaths().mlflow,
    about: 'installing it into a Python virtual environment (1 to 2 minutes, 1 GB)',
    build,
  };
}

async function build(directory: string, context: CommandContext): Promise<void> {
  const log = join(directory, 'provision.log');
  const venv = join(directory, 'venv');
  const makeVenv = { program: 'python3', args: ['-m', 'venv', '--clear', venv], log };
  try {
    if (onPath('python3') === undefined) throw new Error('python3 is not on PATH');
    await runCommand(makeVenv, context);
  } catch (error) {
    if (whyNoApt() !== undefined) throw error;
    context.say('Debian keeps venv in a package of its own, installing that');
    await aptInstall(['python3', 'python3-venv'], log, context);
    await runCommand(makeVenv, context);
  }
  const python = join(venv, 'bin/python');
  const pip = [
    '-m',
    'pip',
    'install',
    '--no-input',
    '--prefer-binary',
    '--progress-bar',
    'off',
    `mlflow==${PINS.mlflow}`,
  ];
  await runCommand({ program: python, args: pip, log, attempts: 3 }, context);
  context.say('making the empty tracking database that every run copies');
  const make =
    'import sys; from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore; ' +
    "SqlAlchemyStore('sqlite:///' + sys.argv[1], 'mlflow-artifacts:/')";
  const args = ['-c', make, join(directory, 'template.db')];
  await runCommand({ program: python, args, log, cwd: directory, env: { MLFLOW_DISABLE_TELEMETRY: 'true' } }, context);
}
