import { expect, test } from 'vitest';
import { inAnotherProcess } from './in-another-process.js';

interface Report {
  readonly machine: string;
  readonly cases: number;
  readonly complaints: readonly string[];
  readonly aligned: string;
  readonly windows: readonly { readonly segments: { readonly test: readonly [string, string] } }[];
}

const zones = {
  UTC: '2020-01-01T00:00:00.000Z',
  'Asia/Shanghai': '2019-12-31T16:00:00.000Z',
  'America/New_York': '2020-01-01T05:00:00.000Z',
};

test("generators and calendars do not see the machine's time zone", { timeout: 180_000 }, async () => {
  const seen = new Set<string>();
  for (const [timeZone, machine] of Object.entries(zones)) {
    const report = (await inAnotherProcess(new URL('./time-zones.script.ts', import.meta.url), { timeZone })) as Report;
    expect(report.machine, `the process really runs in ${timeZone}`).toBe(machine);
    expect(report.cases).toBeGreaterThan(270);
    expect(report.complaints).toEqual([]);
    expect(report.aligned).toBe('2020-03-30');
    expect(report.windows.slice(0, 2).map(({ segments }) => segments.test)).toEqual([
      ['2024-03-08T14:30:00Z', '2024-03-08T20:30:00Z'],
      ['2024-03-11T13:30:00Z', '2024-03-11T19:30:00Z'],
    ]);
    seen.add(JSON.stringify(report.windows));
  }
  expect(seen.size).toBe(1);
});
