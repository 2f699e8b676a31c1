import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a TypeScript file in a Node of its own, on the sources, and gives what it printed as JSON. */
export async function inAnotherProcess(
  file: URL,
  { nodeFlags = [], timeZone = 'UTC' }: { readonly nodeFlags?: readonly string[]; readonly timeZone?: string } = {},
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...nodeFlags, '--import', 'tsx', '--conditions', '@windrow/source', fileURLToPath(file)],
    { cwd: packageRoot, env: { ...process.env, TZ: timeZone, NODE_OPTIONS: '' }, timeout: 120_000 },
  );
  return JSON.parse(stdout) as unknown;
}
