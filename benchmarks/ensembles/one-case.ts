import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AverageEnsemble, RollingEnsemble } from '@windrow/ensembles';
import type { Frame, FrameParts } from '@windrow/frame';
import { median } from './measure.js';
import { bytesOf, dayTimes, freshMembers, instrumentNames, sampleParts, shuffleRows } from './sample-frames.js';

/** What is measured in a process of its own, so that its memory is its own. */
export interface OneCase {
  readonly ensemble: 'rolling' | 'average';
  readonly members: number;
  readonly daysEach: number;
  /** How many days a window starts after the one before; averages have all members on the same days. */
  readonly step?: number;
  readonly instruments: number;
  /** The share of rows that each member lacks. */
  readonly missing?: number;
  readonly shuffled?: boolean;
  readonly privateDictionaries?: boolean;
  readonly rounds: number;
}

/** What came out. */
export interface OneFigure {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly ms: number;
  /** Processor time, which a busy machine spoils less. */
  readonly cpuMs: number;
  readonly outputBytes: number;
  /** The highest resident memory of the first run beyond the process and its input. */
  readonly extraBytes: number;
  /** The highest resident memory of all. */
  readonly peakBytes: number;
}

/** Runs a case in a process of its own. */
export async function measureApart(one: OneCase): Promise<OneFigure> {
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script, JSON.stringify(one)]);
  return JSON.parse(stdout) as OneFigure;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(measureHere(JSON.parse(process.argv[2] as string) as OneCase)));

function measureHere(one: OneCase): OneFigure {
  const ensemble = one.ensemble === 'rolling' ? new RollingEnsemble() : new AverageEnsemble();
  // Once on little, so that the code is loaded before memory is looked at.
  ensemble.reduce(freshMembers(makeParts({ ...one, members: 2, daysEach: 4, instruments: 50 })));
  globalThis.gc?.();
  const before = memory('VmRSS');
  const parts = makeParts(one);
  const inputBytes = parts.reduce((sum, each) => sum + each.timeCodes.length * 16, 0);
  // Buffers are freed beside the collection, so a second one waits for the first.
  globalThis.gc?.();
  globalThis.gc?.();
  forgetPeak();
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let frame: Frame | undefined;
  let peak = 0;
  for (let round = 0; round < one.rounds; round++) {
    frame = undefined;
    const members = freshMembers(parts);
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    frame = ensemble.reduce(members);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
    if (round === 0) peak = memory('VmHWM');
  }
  const result = frame as Frame;
  return {
    rowsIn: parts.reduce((sum, each) => sum + each.timeCodes.length, 0),
    rowsOut: result.length,
    ms: median(times),
    cpuMs: median(cpuTimes),
    outputBytes: bytesOf(result),
    extraBytes: peak - before - inputBytes,
    peakBytes: peak,
  };
}

function makeParts(one: OneCase): readonly FrameParts[] {
  const { members, daysEach, step = 0, missing = 0 } = one;
  const times = dayTimes((members - 1) * step + daysEach);
  const instruments = instrumentNames(one.instruments);
  return Array.from({ length: members }, (_, seed) => {
    const firstDay = seed * step;
    const own = one.privateDictionaries === true;
    const parts = sampleParts({
      times: own ? times.slice(firstDay, firstDay + daysEach) : times,
      instruments: own ? instruments.slice() : instruments,
      firstDay: own ? 0 : firstDay,
      days: daysEach,
      seed,
      missing,
    });
    if (one.shuffled === true) shuffleRows(parts, seed);
    return parts;
  });
}

/** Resident memory now (`VmRSS`) or at its highest (`VmHWM`), in bytes. Linux tells both; elsewhere only the highest is known. */
function memory(field: 'VmRSS' | 'VmHWM'): number {
  if (process.platform !== 'linux')
    return field === 'VmRSS' ? process.memoryUsage.rss() : process.resourceUsage().maxRSS * 1024;
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1]) * 1024;
}

function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}
