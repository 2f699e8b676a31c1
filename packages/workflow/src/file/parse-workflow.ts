import { readFile, stat } from 'node:fs/promises';
import { nearestNames } from '@windrow/core';
import { UnreadableWorkflowError } from '../errors/unreadable-workflow-error.js';
import { WorkflowFileError, type WorkflowProblem } from '../errors/workflow-file-error.js';
import { explainIssues } from './explain-issues.js';
import { workflowSchema } from './schema/workflow-schema.js';
import type { Environment } from './source/expand-variables.js';
import { YamlSource } from './source/yaml-source.js';
import { Workflow } from './workflow.js';

/** How a workflow file is read. */
export interface ParseWorkflowOptions {
  /** Named by messages, and where the experiment's name comes from when the file says none. Default `workflow.yaml`. */
  readonly file?: string;
  /** What `${NAME}` stands for. Default: the process's environment. */
  readonly environment?: Environment;
}

const mostBytes = 4_194_304;
const taskKeys = ['model', 'dataset', 'record', 'reweighter'];

/**
 * A workflow from the text of a file.
 *
 * @throws WorkflowFileError (`WORKFLOW_FILE`) with everything that is wrong, each with line, column and the line itself
 *
 * @example
 * const workflow = parseWorkflow('task: { model: { class: RidgeModel, kwargs: { alpha: 0.1 } }, dataset: { class: Demand } }');
 */
export function parseWorkflow(text: string, options: ParseWorkflowOptions = {}): Workflow {
  const { file = 'workflow.yaml', environment = process.env } = options;
  const source = YamlSource.parse(text, file, environment);
  const value = withoutAnchors(source.value);
  const parsed = workflowSchema.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : explainIssues(workflowSchema, parsed.error.issues, source)),
    ...misspelt(value, source),
  ];
  if (parsed.success && problems.length === 0) return new Workflow(parsed.data, source);
  throw new WorkflowFileError(
    file,
    problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

/**
 * A workflow from a file.
 *
 * @throws UnreadableWorkflowError (`WORKFLOW_UNREADABLE`) when there is no such file, WorkflowFileError (`WORKFLOW_FILE`)
 */
export async function readWorkflow(path: string, options: Omit<ParseWorkflowOptions, 'file'> = {}): Promise<Workflow> {
  return parseWorkflow(await readText(path), { ...options, file: path });
}

async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new UnreadableWorkflowError(path, 'it is no file');
    if (found.size > mostBytes)
      throw new UnreadableWorkflowError(path, `it is larger than ${mostBytes} bytes, which no workflow is`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof UnreadableWorkflowError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UnreadableWorkflowError(
      path,
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'it is no UTF-8 text'
          : message,
      { cause },
    );
  }
}

/** Top-level keys that begin with `x-` are there for anchors, and nothing reads them. */
function withoutAnchors(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')));
}

/** A task may have keys of its own, but not ones that look like a slip of the pen. */
function misspelt(value: unknown, source: YamlSource): readonly WorkflowProblem[] {
  const task = (value as { readonly task?: unknown } | null)?.task;
  if (typeof task !== 'object' || task === null || Array.isArray(task)) return [];
  return Object.keys(task)
    .filter((key) => !taskKeys.includes(key))
    .flatMap((key) => {
      const [near] = nearestNames(key, taskKeys);
      return near === undefined
        ? []
        : [source.problem(['task', key], `"${key}" is no key of task; did you mean "${near}"?`, 'key')];
    });
}
