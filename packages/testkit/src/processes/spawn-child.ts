import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ChildModule } from '../harness/child-module.js';
import type { Job } from './job.js';

type JobWithoutModule = Job extends infer Each ? (Each extends Job ? Omit<Each, 'module' | 'options'> : never) : never;

/** A process at its job. */
export interface Child {
  /** Kills it, as a power cut would. */
  kill(): void;
  /** Resolves when it is gone: its exit code, `undefined` when it was killed. */
  readonly gone: Promise<number | undefined>;
  /** What it wrote to stderr so far. */
  errors(): string;
}

/** Starts a process that opens the store as its author said and does a job. */
export function spawnChild(child: ChildModule, job: JobWithoutModule): Child {
  const { url, options } = child;
  const process_ = spawn(
    process.execPath,
    [...(child.execArgv ?? sourceArguments()), program(), JSON.stringify({ ...job, module: url, options })],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  process_.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { kill: () => process_.kill('SIGKILL'), gone: exitCode(process_), errors: () => errors };
}

async function exitCode(child: ChildProcess): Promise<number | undefined> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? undefined;
}

const runsFromSource = import.meta.url.endsWith('.ts');

function program(): string {
  return fileURLToPath(new URL(runsFromSource ? './child.ts' : './child.js', import.meta.url));
}

/** In this workspace nothing is built: children load TypeScript, and packages by their sources. */
function sourceArguments(): readonly string[] {
  if (!runsFromSource) return [];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, '--conditions', '@windrow/source'];
}
