import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MainCase, mainCases } from './main-cases.js';
import { measure, median, ratio } from './measure.js';
import { PythonTools, pythonWithTools, writeMembers } from './python-tools.js';
import { distanceFromPandas } from './same-values.js';
import { copyArrays, freshMembers } from './sample-frames.js';

/** One row of the promised table, measured. */
export interface PromisedFigure {
  readonly work: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly copyMs: number;
  readonly ms: number;
  readonly copies: number;
  readonly atMostCopies: number;
  readonly others: Readonly<Record<string, number>>;
  /** Times faster than pandas. */
  readonly pandas: number | undefined;
  readonly atLeastPandas: number;
  /** How far values are from those of pandas. */
  readonly distance: number | undefined;
  readonly tolerance: number;
}

const tools = ['pandas', 'polars', 'duckdb'] as const;

/** Measures the table: Windrow and the copy in turn, the other tools between two halves of the rounds. */
export async function measurePromises(options: {
  readonly scale: number;
  readonly rounds: number;
  readonly python: boolean;
  readonly log: (line: string) => void;
}): Promise<readonly PromisedFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'windrow-ensembles-'));
  const python = options.python ? new PythonTools(await pythonWithTools(), folder) : undefined;
  const known = new Map<string, Others>();
  const figures: PromisedFigure[] = [];
  try {
    for (const work of mainCases(options.scale)) {
      options.log(work.name);
      figures.push(await measureCase(work, options.rounds, python, folder, known));
    }
  } finally {
    python?.close();
    await rm(folder, { recursive: true });
  }
  return figures;
}

interface Others {
  readonly times: Readonly<Record<string, number>>;
}

async function measureCase(
  work: MainCase,
  rounds: number,
  python: PythonTools | undefined,
  folder: string,
  known: Map<string, Others>,
): Promise<PromisedFigure> {
  const frame = work.reduce(freshMembers(work.parts));
  const contenders = [
    { name: 'copy', run: () => copyArrays(frame) },
    { name: 'windrow', prepare: () => freshMembers(work.parts), run: (members: never) => work.reduce(members) },
  ];
  const before = await measure(contenders, Math.ceil(rounds / 2));
  let others = known.get(work.data);
  let distance: number | undefined;
  if (python !== undefined && others === undefined) {
    await writeMembers(join(folder, work.data), work.parts);
    others = { times: await timeOthers(python, work.data) };
    known.set(work.data, others);
  }
  if (python !== undefined) distance = await distanceFromPandas(frame, join(folder, work.data));
  const after = await measure(contenders, Math.floor(rounds / 2));
  const all = before.map(({ name, ms }, place) => ({ name, ms: [...ms, ...(after[place]?.ms ?? [])] }));
  const [copy, own] = all as [(typeof all)[0], (typeof all)[0]];
  const ms = median(own.ms);
  return {
    work: work.name,
    rowsIn: work.parts.reduce((sum, parts) => sum + parts.timeCodes.length, 0),
    rowsOut: frame.length,
    copyMs: median(copy.ms),
    ms,
    copies: ratio(own, copy),
    atMostCopies: work.atMostCopies,
    others: others?.times ?? {},
    pandas: others === undefined ? undefined : (others.times['pandas'] as number) / ms,
    atLeastPandas: work.atLeastPandas,
    distance,
    tolerance: work.tolerance,
  };
}

async function timeOthers(python: PythonTools, data: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const tool of tools) {
    const first = await python.run(data, tool, tool === 'pandas');
    // What takes half a minute is not run again.
    const runs = [first.ms];
    while (runs.length < 5 && runs.reduce((sum, ms) => sum + ms, 0) < 20_000)
      runs.push((await python.run(data, tool)).ms);
    times[tool] = median(runs.length > 2 ? runs.slice(1) : runs);
  }
  return times;
}
