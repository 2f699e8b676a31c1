import type { Finding } from '../../answers/run-answers.js';
import { ExitCode } from '../../exit-codes.js';
import { cleanLine } from '../../output/clean-text.js';
import { type Colours, coloursOf } from '../../output/colours.js';
import { outputWidth } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { wrapTo } from '../../output/text-width.js';
import { requirePool } from '../../require-pool.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';
import { examinePool } from './examine-pool.js';
import { examineStore } from './examine-store.js';

export interface DoctorOptions extends GlobalOptions {
  readonly pool?: readonly string[];
}

/** Looks at the store and at pools. Answers the exit code: 1 when something needs doing. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  return withWindrow(options, async (windrow) => {
    const findings: Finding[] = [...(await examineStore(windrow))];
    for (const pool of options.pool ?? []) await requirePool(windrow, pool);
    for (const { pool } of await windrow.tasks.pools()) {
      if (options.pool !== undefined && !options.pool.includes(pool)) continue;
      findings.push(...(await examinePool(windrow.tasks, pool)).map((finding) => ({ ...finding, pool })));
    }
    const problems = findings.filter(({ state }) => state === 'problem').length;
    terminalOutput(options.json === true).result('doctor', { ok: problems === 0, problems, findings }, () =>
      describe(findings, problems),
    );
    return problems === 0 ? ExitCode.ok : ExitCode.failed;
  });
}

const SIGNS = { ok: 'ok', notice: 'note', problem: 'PROBLEM' } as const;

function describe(findings: readonly Finding[], problems: number): string {
  const colours = coloursOf(process.stdout);
  const lines = findings.flatMap((finding) => {
    const { state, check, pool, message, advice } = finding;
    const place = pool === undefined ? check : `${cleanLine(pool)}: ${check}`;
    const text = `${SIGNS[state].padEnd(9)}${place}: ${cleanLine(message)}`;
    return [
      ...paint(colours, state, wrapTo(text, outputWidth(), '         ')),
      ...(advice === undefined ? [] : wrapTo(`         -> ${cleanLine(advice)}`, outputWidth(), '            ')),
    ];
  });
  const sum =
    problems === 0 ? 'Nothing needs doing.' : `${problems} ${problems === 1 ? 'thing needs' : 'things need'} doing.`;
  return [...lines, '', sum].join('\n');
}

function paint(colours: Colours, state: Finding['state'], [first = '', ...rest]: readonly string[]): readonly string[] {
  const sign = first.slice(0, 9);
  const painted = { ok: colours.green, notice: colours.yellow, problem: colours.red }[state](sign);
  return [painted + first.slice(9), ...rest];
}
