import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FrameParts } from '@windrow/frame';

const packages = ['numpy==2.4.6', 'pandas==3.1.1', 'polars==2.1.0', 'duckdb==2.0.0', 'pyarrow'];

/** A Python that has the tools to compare with: made once in a cache directory, with pip. */
export async function pythonWithTools(): Promise<string> {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'windrow', 'benchmark-python');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  await writeFile(join(folder, 'ready'), '');
  return python;
}

/** Writes members as plain arrays, which any tool reads without a library. */
export async function writeMembers(folder: string, parts: readonly FrameParts[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [place, each] of parts.entries()) {
    const at = (name: string): string => join(folder, `${place}.${name}`);
    const { score } = each.columns as { readonly score: Float64Array };
    await writeFile(at('times'), each.times);
    await writeFile(at('timeCodes'), each.timeCodes);
    await writeFile(at('instrumentCodes'), each.instrumentCodes);
    await writeFile(at('score'), score);
    await writeFile(at('instruments.json'), JSON.stringify(each.instruments));
  }
  await writeFile(join(folder, 'members.json'), JSON.stringify(parts.length));
}

/** What a tool took, and where its answer is when that was asked for. */
export interface ToolAnswer {
  readonly ms: number;
  readonly rows: number;
}

/** A Python process that holds the data and times one run of one tool whenever it is asked. */
export class PythonTools {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string, folder: string) {
    const script = fileURLToPath(new URL('others.py', import.meta.url));
    this.#child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** `save`: writes the answer's arrays beside the data. */
  async run(data: string, tool: string, save = false): Promise<ToolAnswer> {
    this.#child.stdin?.write(`${JSON.stringify({ data, tool, save })}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the Python process has ended; its message is above');
    return JSON.parse(value) as ToolAnswer;
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
