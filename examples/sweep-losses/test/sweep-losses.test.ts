import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from 'windrow';
import { type Sweep, sweep } from '../src/sweep.js';
import { forecasts, mean } from './independent.js';

const folder = mkdtempSync(join(tmpdir(), 'sweep-losses-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const losses = ['mse', 'mae', 'huber', 'quantile'] as const;
const cwd = fileURLToPath(new URL('..', import.meta.url));
const command = fileURLToPath(new URL('../../../packages/windrow/src/cli/main.ts', import.meta.url));
const node = ['--import', import.meta.resolve('tsx'), '-C', '@windrow/source'];

let made: Sweep;
beforeAll(async () => {
  made = await sweep('memory:');
});

describe('the sweep over losses', () => {
  it('agrees with loops over plain lists, loss by loss and averaged, to nine digits', () => {
    const independent = losses.map(forecasts);
    for (const [place, rows] of independent.entries()) {
      const errors = rows.map(({ forecast, y }) => forecast - y);
      expect(made.scores[place]?.mae).toBeCloseTo(mean(errors.map(Math.abs)), 9);
      expect(made.scores[place]?.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error * error))), 9);
      expect(made.scores[place]?.bias).toBeCloseTo(mean(errors), 9);
    }
    const averaged = independent[0]?.map(({ y }, row) =>
      Math.abs(mean(independent.map((rows) => rows[row]?.forecast as number)) - y),
    );
    expect(made.scores[4]?.mae).toBeCloseTo(mean(averaged ?? []), 9);
  });

  it('shows what the losses are for: squares are best squared, absolute errors best absolute', () => {
    const of = (name: string) => made.scores.find(({ loss }) => loss === name);
    for (const other of ['mae', 'huber', 'quantile']) expect(of('mse')?.rmse).toBeLessThan(of(other)?.rmse as number);
    expect(of('mae')?.mae).toBeLessThan(of('mse')?.mae as number);
    expect(Math.abs(of('mse')?.bias as number)).toBeLessThan(Math.abs(of('mae')?.bias as number));
  });

  it('the workflow file gives the same numbers, and the same forecast to the last digit', async () => {
    const args = [
      ...node,
      command,
      '--json',
      '--store',
      `sqlite:${join(folder, 'store')}`,
      'run',
      'workflow.yaml',
      '--output',
      folder,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
    const { tasks, scores } = JSON.parse(stdout) as {
      readonly tasks: number;
      readonly scores: readonly {
        readonly step: string;
        readonly key: readonly string[];
        readonly metrics: { readonly RMSE: number; readonly MAE: number };
      }[];
    };
    expect(tasks).toBe(made.tasks);
    const byFile = scores.map(({ step, key, metrics }) => [key[0] ?? step, metrics.RMSE, metrics.MAE]).sort();
    expect(byFile).toEqual(made.scores.map(({ loss, rmse, mae }) => [loss, rmse, mae]).sort());
    const forecast = await readCsv(join(folder, 'forecast.csv'));
    expect(forecast.equals(made.average)).toBe(true);
  });

  it('the program prints a table that marks the best of each column', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...node, 'src/main.ts', 'memory:'], { cwd });
    expect(stdout).toContain('20 tasks: 4 losses, each trained anew every 45 days.');
    expect(stdout).toMatch(/^mse +\d\.\d{3}\*/m);
    expect(stdout).toMatch(/^mae +\d\.\d{3} +\d\.\d{3}\*/m);
  });
});
