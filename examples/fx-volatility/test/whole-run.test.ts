import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Ended, start } from './support/start.js';

const folder = mkdtempSync(join(tmpdir(), 'fx-volatility-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const places = (name: string) => ({
  out: join(folder, name, 'out'),
  args: ['--store', `sqlite:${join(folder, name, 'store')}`, '--out', join(folder, name, 'out')],
});

interface Score {
  readonly pooled: number;
  readonly floating: number;
  readonly median: number;
}
interface Summary {
  readonly tasks: number;
  readonly reused: number;
  readonly windows: number;
  readonly horizons: Readonly<
    Record<
      string,
      {
        readonly rows: number;
        readonly naive: Score;
        readonly ensemble: Score;
        readonly best: Score;
        readonly models: readonly { readonly features: string; readonly alpha: number; readonly r2: Score }[];
        readonly dieboldMariano: number;
      }
    >
  >;
}

function summaryOf({ code, stdout, stderr }: Ended): Summary {
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Summary;
}

const digits = ({ pooled, floating, median }: Score) => [pooled, floating, median].map((value) => value.toFixed(3));

describe('npm start', () => {
  const whole = places('whole');
  let first: Summary;

  it('trains 252 tasks over 21 windows and agrees with an independent computation to three digits', async () => {
    first = summaryOf(await start(...whole.args, '--json').ended);
    expect(first).toMatchObject({ tasks: 252, reused: 0, windows: 21 });
    const ridge = (horizon: string) =>
      first.horizons[horizon]?.models.find(({ features, alpha }) => features === 'own' && alpha === 0.05)?.r2 as Score;
    expect(digits(first.horizons['5']?.naive as Score)).toEqual(['0.476', '0.240', '0.266']);
    expect(digits(first.horizons['22']?.naive as Score)).toEqual(['0.580', '0.372', '0.362']);
    expect(digits(ridge('5'))).toEqual(['0.537', '0.298', '0.328']);
    expect(digits(ridge('22'))).toEqual(['0.646', '0.442', '0.452']);
  }, 180_000);

  it('forecasts better than the naive one in all six scores', () => {
    for (const { naive, ensemble, dieboldMariano } of Object.values(first.horizons)) {
      expect(ensemble.pooled).toBeGreaterThan(naive.pooled);
      expect(ensemble.floating).toBeGreaterThan(naive.floating);
      expect(ensemble.median).toBeGreaterThan(naive.median);
      expect(dieboldMariano).toBeLessThan(-2);
    }
  });

  it('writes a page that loads nothing, an Arrow file and a CSV file', async () => {
    expect((await readdir(whole.out)).sort()).toEqual(['forecast.arrow', 'forecast.csv', 'report.html']);
    const page = await readFile(join(whole.out, 'report.html'), 'utf8');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)=/);
  });

  it('killed with SIGKILL half-way and started again, trains only what is missing and forecasts the same, bit for bit', async () => {
    const { args, out } = places('killed');
    const killed = start(...args, '--json');
    await killed.seen(/training: \d+ of 252 \([3-6]0 %\)/);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const resumed = summaryOf(await start(...args, '--json').ended);
    expect(resumed.reused).toBeGreaterThan(0);
    expect(resumed.reused).toBeLessThan(252);
    expect(resumed.horizons).toEqual(first.horizons);
    const bytes = (directory: string) => readFile(join(directory, 'forecast.arrow'));
    expect((await bytes(out)).equals(await bytes(whole.out))).toBe(true);
    const third = summaryOf(await start(...args, '--json').ended);
    expect(third.reused).toBe(252);
    expect(third.horizons).toEqual(first.horizons);
  }, 300_000);

  it('stops on Ctrl-C, says what is finished, and leaves no half-written file', async () => {
    const { args, out } = places('stopped');
    const stopped = start(...args);
    await stopped.seen(/training: \d+ of 252 \([1-6]0 %\)/);
    stopped.child.kill('SIGINT');
    const { code, stderr } = await stopped.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped: \d+ of 252 tasks are finished and kept\. Start again to go on from there\./);
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);

  it('says what a wrong option should be, and exits with 2', async () => {
    const { code, stderr } = await start('--rolling', 'sideways').ended;
    expect(code).toBe(2);
    expect(stderr).toBe('--rolling must be sliding or expanding, not sideways\n');
  }, 60_000);
});
