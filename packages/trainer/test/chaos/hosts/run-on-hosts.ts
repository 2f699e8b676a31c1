import { writeFileSync } from 'node:fs';
import { type ChaosOptions, type ChaosProgram, runChaos } from '../run-chaos.js';
import type { Host } from './namespaces.js';
import { plugOf } from './namespaces.js';

/** What this program is told by its first argument. */
export interface HostRun {
  readonly options: Omit<ChaosOptions, 'hosts' | 'onProgress'>;
  readonly program: ChaosProgram;
  readonly address: string;
  readonly server: string;
  readonly hosts: readonly string[];
  /** The file that the report is written to. */
  readonly report: string;
}

/* The chaos with workers on hosts of a network; runs on the server's host itself. */
const run = JSON.parse(process.argv[2] as string) as HostRun;
const hosts = run.hosts.map(
  (name, port): Host => ({ name, enter: ['ip', 'netns', 'exec', name], plug: plugOf(run.server, port) }),
);
const report = await runChaos({ ...run.options, hosts: { address: run.address, hosts } }, run.program);
writeFileSync(run.report, JSON.stringify(report));
