import { WindrowError, type WindrowErrorOptions } from '@windrow/core';

/** One thing that is wrong in a workflow file. */
export interface WorkflowProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What it is about: `generate[0].rolling.step`; empty for the whole file. */
  readonly path: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** The line with a caret below it. */
  readonly excerpt: string;
}

/** `WORKFLOW_FILE`: a workflow file cannot be used; nothing was done. All that is wrong is told at once, in the order of the lines. */
export class WorkflowFileError extends WindrowError {
  readonly code = 'WORKFLOW_FILE';
  constructor(
    readonly file: string,
    readonly problems: readonly WorkflowProblem[],
    options: WindrowErrorOptions = {},
  ) {
    super(problems.map((problem) => render(file, problem)).join('\n\n'), options);
  }
}

function render(file: string, { line, column, message, excerpt }: WorkflowProblem): string {
  return `${file}:${line}:${column}: ${message}${excerpt === '' ? '' : `\n${excerpt}`}`;
}
