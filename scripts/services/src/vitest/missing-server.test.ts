import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const HINT = 'MongoDB-wire tests of store-mongo';

let empty: string;
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), 'windrow-no-servers-'));
  symlinkSync(process.execPath, join(empty, 'node'));
});
afterAll(() => rmSync(empty, { recursive: true, force: true }));

/** Runs an integration test where no server is on the PATH, provisioned or given. */
async function run(ci: string): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const kept = Object.entries(process.env).filter(([name]) => !/^VITEST|_URL$/.test(name));
  const env = { ...Object.fromEntries(kept), PATH: empty, CI: ci, WINDROW_SERVICES_DIR: empty, NO_COLOR: '1' };
  const args = [vitest, 'run', '--project', 'store-mongo', 'round-trips', '--retry=0'];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, lines: `${stdout}\n${stderr}`.split('\n') });
    });
  });
}

describe('where a server is missing', () => {
  it('its tests are skipped, and one line says how to get it', async () => {
    const { code, lines } = await run('');
    const said = lines.filter((line) => line.startsWith(HINT));
    expect(said).toEqual([
      `${HINT} are skipped: no mongod on PATH and none provisioned: run \`npm run services:up\`, or set MONGO_URL`,
    ]);
    expect(lines.join('\n')).toMatch(/Tests +\d+ skipped/);
    expect(code).toBe(0);
  }, 120_000);

  it('they fail in CI, and say why', async () => {
    const { code, lines } = await run('true');
    expect(lines.filter((line) => line.startsWith(`${HINT} fail: no mongod on PATH`))).toHaveLength(1);
    expect(lines.join('\n')).toMatch(/a server that this test needs is missing: no mongod on PATH/);
    expect(code).toBe(1);
  }, 120_000);
});
