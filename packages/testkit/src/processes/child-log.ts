import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LogLine } from './job.js';

/** A log that a SIGKILL cannot take back: each line is with the operating system before the next step is taken. */
export function openChildLog(path: string): (line: LogLine) => void {
  const file = openSync(path, 'a');
  return (line) => {
    writeSync(file, `${JSON.stringify(line)}\n`);
  };
}

/** Every whole line; a process that was killed early left no log, or part of a line. */
export function readChildLog(path: string): readonly LogLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as LogLine);
}
