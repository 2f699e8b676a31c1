import { randomUUID } from 'node:crypto';
import type { MlflowOptions } from '../src/index.js';

/** How the children of the suites, which are TypeScript, are run. */
const EXEC_ARGV: readonly string[] = ['--import', 'tsx', '--conditions', '@windrow/source'];

/** A namespace of its own on the server of the run, which all tests share: a server takes a quarter of a minute to start. */
export function freshOptions(trackingUri: string): MlflowOptions {
  return { trackingUri, namespace: `test-${randomUUID()}` };
}

export function childOf(options: MlflowOptions): {
  readonly url: string;
  readonly options: Record<string, string>;
  readonly execArgv: readonly string[];
} {
  const { trackingUri = '', namespace = '' } = options;
  return { url: new URL('./child.ts', import.meta.url).href, options: { trackingUri, namespace }, execArgv: EXEC_ARGV };
}
