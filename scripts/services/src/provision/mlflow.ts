import { join } from 'node:path';
import { cachePaths, PINS } from './cache.js';
import { type CommandContext, runCommand } from './command.js';
import type { Step } from './step.js';
import { makeVenv } from './venv.js';

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
  const python = await makeVenv(directory, `mlflow==${PINS.mlflow}`, context);
  context.say('making the empty tracking database that every run copies');
  const make =
    'import sys; from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore; ' +
    "SqlAlchemyStore('sqlite:///' + sys.argv[1], 'mlflow-artifacts:/')";
  const args = ['-c', make, join(directory, 'template.db')];
  await runCommand({ program: python, args, log, cwd: directory, env: { MLFLOW_DISABLE_TELEMETRY: 'true' } }, context);
}
