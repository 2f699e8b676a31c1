import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingServer } from '@windrow/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenSeed } from '../random.js';
import type { ChaosReport } from '../report.js';
import { type CompiledWorker, compileWorker } from '../worker/compile-worker.js';
import { makeNetwork, missingNamespaces, type Network } from './namespaces.js';
import type { HostRun } from './run-on-hosts.js';

const missing = missingNamespaces() ?? missingServer('redis');
if (missing !== undefined) console.log(`chaos on several hosts is skipped: ${missing}`);

describe.skipIf(missing !== undefined)('chaos on four hosts and one Redis server, in network namespaces', () => {
  let program: CompiledWorker;
  let network: Network;
  let directory: string;
  beforeAll(async () => {
    program = await compileWorker();
    network = makeNetwork(4);
    directory = mkdtempSync(join(tmpdir(), 'windrow-hosts-'));
  });
  afterAll(() => {
    network?.remove();
    program?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  it('ends every task once, whoever is killed, stopped or cut off', { timeout: 240_000 }, async () => {
    const seed = chosenSeed();
    const run: HostRun = {
      options: {
        store: 'redis',
        directory,
        tasks: 250,
        kills: 4,
        workers: 4,
        concurrency: 4,
        taskMs: 20,
        leaseMs: 1_000,
        seed,
        longestMs: 150_000,
      },
      program: { command: program.command },
      address: network.server.address,
      server: network.server.name,
      hosts: network.hosts.map(({ name }) => name),
      report: join(directory, 'report.json'),
    };
    const harness = fileURLToPath(new URL('./run-on-hosts.ts', import.meta.url));
    const [ip = '', ...enter] = network.server.enter;
    const node = [process.execPath, '--import', 'tsx', '--conditions=@windrow/source', harness, JSON.stringify(run)];
    const child = spawn(ip, [...enter, ...node], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(run.report, 'utf8')) as ChaosReport;
    const told = `${network.weather}\n${JSON.stringify({ ...report, violations: undefined })}\nthe same again with CHAOS_SEED=${seed}`;
    console.log(`chaos on hosts: ${told}`);
    expect(report.violations, `${report.violations.join('\n')}\n${told}`).toEqual([]);
    expect(report).toMatchObject({ tasks: 250, harms: { kill: 4, unplug: 4, server: 1 } });
  });
});
