import { basename, extname } from 'node:path';
import type { JsonObject } from '@windrow/core';
import { WorkflowFileError } from '../errors/workflow-file-error.js';
import type { SourcePath } from './source/span.js';
import type { YamlSource } from './source/yaml-source.js';
import type { WorkflowFile } from './workflow-file.js';

/** A workflow file that was read and checked, and that knows where in its text each part stands. */
export class Workflow {
  readonly #source: YamlSource;

  /** Made by `parseWorkflow` and `readWorkflow`. */
  constructor(
    readonly spec: WorkflowFile,
    source: YamlSource,
  ) {
    this.#source = source;
  }

  /** The file's name, as messages name it. */
  get file(): string {
    return this.#source.file;
  }

  /** Where recorders go: what the file says, else its own name without the ending. */
  get experiment(): string {
    return this.spec.experiment ?? basename(this.file, extname(this.file));
  }

  /** Where tasks live: what the file says, else the experiment. */
  get pool(): string {
    return this.spec.pool ?? this.experiment;
  }

  /** The same file with another task, as `--set` makes one. */
  withTask(task: JsonObject): Workflow {
    return new Workflow({ ...this.spec, task }, this.#source);
  }

  /** An error that points at a part of the file. */
  error(
    path: SourcePath,
    message: string,
    options: { readonly cause?: unknown; readonly at?: 'key' | 'value' } = {},
  ): WorkflowFileError {
    return this.#source.error(path, message, options);
  }

  /** One error of several, in the order of the lines. */
  static join(errors: readonly WorkflowFileError[]): WorkflowFileError {
    const problems = errors
      .flatMap((error) => error.problems)
      .toSorted((a, b) => a.line - b.line || a.column - b.column);
    return new WorkflowFileError(errors[0]?.file ?? '', problems);
  }
}
