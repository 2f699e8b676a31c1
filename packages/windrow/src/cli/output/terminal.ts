/** Where results go. Standard output is for results alone; progress and errors go to standard error. */
export interface Output {
  readonly json: boolean;
  /** One result: as JSON with its schema version, or as text. */
  result(kind: string, value: object, text: () => string): void;
  /** What a person may want to know meanwhile; nothing with `--json`. */
  note(text: string): void;
}

/** Of every `--json` answer; grows when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;

export function terminalOutput(json: boolean): Output {
  return {
    json,
    result(kind, value, text) {
      const line = json ? JSON.stringify({ schema: `windrow/${kind}/${SCHEMA_VERSION}`, ...value }) : text();
      process.stdout.write(`${line}\n`);
    },
    note(text) {
      if (!json) process.stderr.write(`${text}\n`);
    },
  };
}
