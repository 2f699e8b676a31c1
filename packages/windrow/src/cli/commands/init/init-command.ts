import { initProject, TEMPLATES, type TemplateName } from '../../../init/init-project.js';
import { terminalOutput } from '../../output/terminal.js';
import type { GlobalOptions } from '../../with-windrow.js';

export interface InitCommandOptions extends GlobalOptions {
  readonly template?: TemplateName;
  readonly yes?: boolean;
}

/** Makes a project. On a terminal what was not said is asked, unless `--yes`. */
export async function initCommand(directory: string | undefined, options: InitCommandOptions): Promise<void> {
  const output = terminalOutput(options.json === true);
  const chosen = mayAsk(options)
    ? await ask(directory, options.template)
    : { directory: directory ?? '.', template: options.template ?? 'rolling' };
  if (chosen === undefined) {
    output.note('Nothing was made.');
    return;
  }
  const files = await initProject(chosen.directory, chosen.template);
  output.result('init', { ...chosen, files }, () =>
    [
      `Made ${files.length} files in ${chosen.directory}:`,
      ...files.map((file) => `  ${file}`),
      '',
      ...(chosen.directory === '.' ? [] : [`cd ${chosen.directory}`]),
      'npm install',
      'npx windrow run workflow.yaml',
    ].join('\n'),
  );
}

function mayAsk({ yes, json }: InitCommandOptions): boolean {
  return yes !== true && json !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;
}

async function ask(
  directory: string | undefined,
  template: TemplateName | undefined,
): Promise<{ readonly directory: string; readonly template: TemplateName } | undefined> {
  const { isCancel, select, text } = await import('@clack/prompts');
  const where = directory ?? (await text({ message: 'Where?', initialValue: 'my-windrow' }));
  if (isCancel(where)) return undefined;
  const what =
    template ??
    (await select({
      message: 'What?',
      options: Object.entries(TEMPLATES).map(([value, hint]) => ({ value: value as TemplateName, label: value, hint })),
    }));
  if (isCancel(what)) return undefined;
  return { directory: where === '' ? '.' : where, template: what };
}
