import type { Answers } from '../answers/answers.js';
import { SCHEMA_VERSION } from '../schema-version.js';
import { cleanText } from './clean-text.js';

/** Where results go. Standard output is for results alone; progress and errors go to standard error. */
export interface Output {
  readonly json: boolean;
  /** One result: as JSON with its schema version, or as text. */
  result<Kind extends keyof Answers>(kind: Kind, value: Answers[Kind], text: () => string): void;
  /** What a person may want to know meanwhile; nothing with `--json`. */
  note(text: string): void;
}

/** One line of JSON: what scripts read. What JSON has no number for is text: `NaN`, `Infinity`. */
export function jsonLine<Kind extends keyof Answers>(kind: Kind, value: Answers[Kind]): string {
  return `${JSON.stringify({ schema: `windrow/${kind}/${SCHEMA_VERSION}`, ...value }, writeNumber)}\n`;
}

function writeNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

export function terminalOutput(json: boolean): Output {
  return {
    json,
    result(kind, value, text) {
      process.stdout.write(json ? jsonLine(kind, value) : `${text()}\n`);
    },
    note(text) {
      if (!json) process.stderr.write(`${cleanText(text)}\n`);
    },
  };
}
