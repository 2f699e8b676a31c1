import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Frame, toArrow, toCsv } from 'windrow';
import type { RunResult } from '../flow/run.js';
import type { HorizonResult } from '../score/evaluate.js';
import { reportData } from './report-data.js';
import { reportPage } from './report-page.js';

/**
 * Writes `report.html`, `forecast.arrow` and `forecast.csv`: each whole or not at all.
 *
 * @returns their paths
 */
export async function writeOutputs(result: RunResult, directory: string, rolling: string): Promise<readonly string[]> {
  const forecast = forecastFrame(result.horizons);
  await mkdir(directory, { recursive: true });
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    ['report.html', reportPage(reportData(result, rolling, new Date()))],
    ['forecast.arrow', await toArrow(forecast)],
    ['forecast.csv', toCsv(forecast)],
  ];
  const paths: string[] = [];
  for (const [name, content] of files) paths.push(await writeWhole(join(directory, name), content));
  return paths;
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return path;
}

/** Per day and currency the ensemble's log volatility for each horizon; NaN where there is no forecast. */
export function forecastFrame(horizons: readonly HorizonResult[]): Frame {
  const [first] = horizons;
  if (first === undefined) throw new Error('There is no horizon to write.');
  const { truth } = first;
  const kept = Int32Array.from(
    Array.from({ length: truth.length }, (_, row) => row).filter((row) =>
      horizons.some(({ ensembleForecast }) => Number.isFinite(ensembleForecast[row])),
    ),
  );
  return Frame.fromParts({
    times: truth.times,
    timeCodes: Int32Array.from(kept, (row) => truth.timeCodes[row] as number),
    instruments: truth.instruments,
    instrumentCodes: Int32Array.from(kept, (row) => truth.instrumentCodes[row] as number),
    columns: horizons.map(({ horizon, ensembleForecast }) => [
      `log_volatility_${horizon}`,
      Float64Array.from(kept, (row) => ensembleForecast[row] as number),
    ]),
    sorted: true,
    unique: true,
  });
}
