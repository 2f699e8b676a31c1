import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** What became of one mutant. */
export interface Verdict {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** All mutants in one run of vitest of its own. @param timeoutMs it is killed after so long */
export async function runAllMutants(timeoutMs: number): Promise<ReadonlyMap<string, Verdict>> {
  const folder = await mkdtemp(join(tmpdir(), 'windrow-mutants-'));
  const output = join(folder, 'report.json');
  const config = fileURLToPath(new URL('./vitest.config.ts', import.meta.url));
  try {
    const told = await vitest(['run', '--config', config, '--reporter=json', `--outputFile=${output}`], timeoutMs);
    const report = await readFile(output, 'utf8').catch(() => {
      throw new Error(`The run over the mutants gave no report:\n${told}`);
    });
    return verdicts(JSON.parse(report) as Report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function verdicts({ testResults }: Report): ReadonlyMap<string, Verdict> {
  const all = new Map<string, { passed: string[]; failed: string[] }>();
  for (const { message, assertionResults } of testResults) {
    // A file that cannot be loaded would look like a file of survivors.
    if (message !== '' && assertionResults.length === 0) throw new Error(message);
    for (const { ancestorTitles, title, status } of assertionResults) {
      const [name] = ancestorTitles.filter((ancestor) => ancestor !== '');
      if (name === undefined) continue;
      const verdict = all.get(name) ?? { passed: [], failed: [] };
      all.set(name, verdict);
      (status === 'passed' ? verdict.passed : verdict.failed).push(title);
    }
  }
  return all;
}

/** Its failures are what is wanted, so its exit code says nothing. */
async function vitest(args: readonly string[], timeoutMs: number): Promise<string> {
  const require = createRequire(import.meta.url);
  const program = join(require.resolve('vitest/package.json'), '..', 'vitest.mjs');
  // It must not take itself for a worker of the run that starts it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  return new Promise((resolve) => {
    const options = { env, timeout: timeoutMs, killSignal: 'SIGKILL' as const, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [program, ...args], options, (_, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
}
