import { nearestNames } from '@windrow/core';
import { z } from 'zod';
import type { WorkflowProblem } from '../errors/workflow-file-error.js';
import { nestedReferenceKeys, referenceKeys } from './reference-names.js';
import { formatPath, type SourcePath } from './source/span.js';
import type { YamlSource } from './source/yaml-source.js';

type Issue = z.core.$ZodIssue;

/** What a schema found wrong, in words, and where it stands in the file. */
export function explainIssues(
  schema: z.ZodType,
  issues: readonly Issue[],
  source: YamlSource,
): readonly WorkflowProblem[] {
  return issues.flatMap((issue) => explain(schema, issue, [], source));
}

function explain(schema: z.ZodType, issue: Issue, above: SourcePath, source: YamlSource): readonly WorkflowProblem[] {
  const path = [...above, ...(issue.path as SourcePath)];
  const what = formatPath(path) || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schemaAt(schema, issue.path as SourcePath));
    return issue.keys.map((key) =>
      source.problem([...path, key], unknownKey(key, what, known, path.length === 0), 'key'),
    );
  }
  if (issue.code === 'invalid_union') {
    const branch = chooseBranch(issue.errors, valueAt(source.value, path));
    if (branch !== undefined) {
      const option = optionsOf(schemaAt(schema, issue.path as SourcePath))[branch.index];
      return branch.issues.flatMap((inner) => explain(option ?? schema, inner, path, source));
    }
  }
  const value = valueAt(source.value, path);
  if (value === undefined && issue.code !== 'custom') {
    const key = String(path.at(-1));
    const owner = formatPath(path.slice(0, -1)) || 'the file';
    return [source.problem(path, `${owner} needs "${key}"`, 'key')];
  }
  return [source.problem(path, `${what} ${reason(issue, value)}`)];
}

/** The branch of a union that was meant: the first whose complaint is not that the whole value is of another kind, else the one that lists values. */
function chooseBranch(
  errors: readonly (readonly Issue[])[],
  value: unknown,
): { readonly index: number; readonly issues: readonly Issue[] } | undefined {
  const whole = ({ path, code }: Issue): boolean =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const inner = errors.findIndex((issues) => !issues.some(whole));
  const listing = typeof value === 'string' ? errors.findIndex(([issue]) => issue?.code === 'invalid_value') : -1;
  const index = inner === -1 ? listing : inner;
  const issues = errors[index];
  return issues === undefined ? undefined : { index, issues };
}

function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function reason(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return `must be ${kinds[issue.expected] ?? issue.expected}, not ${kindOf(value)}`;
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    const near = typeof value === 'string' ? nearestNames(value, issue.values.map(String)) : [];
    return `must be ${alternatives(issue.values.map(String))}${near.length === 0 ? '' : `; did you mean ${near[0]}?`}`;
  }
  if (value === null) return 'is empty; write a value, or take the key out';
  if (issue.message === 'Invalid input') return `is ${kindOf(value)}, which does not fit here`;
  return issue.message.replace(/^Too (small|big): expected /, 'is too $1: must be ');
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? 'a truth value' : (kinds[typeof value] ?? typeof value);
}

function unknownKey(key: string, owner: string, known: readonly string[], top: boolean): string {
  const advice = (top ? referenceKeys.get(key) : undefined) ?? nestedReferenceKeys.get(key);
  if (advice !== undefined) return `"${key}" ${advice}`;
  const near = nearestNames(key, known);
  const hint =
    near.length > 0 ? `did you mean ${near.map((name) => `"${name}"`).join(' or ')}?` : `it takes ${known.join(', ')}`;
  return `"${key}" is no key of ${owner}; ${hint}`;
}

function valueAt(value: unknown, path: SourcePath): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string, unknown>)[part]
        : undefined,
    value,
  );
}

function schemaAt(schema: z.ZodType, path: SourcePath): z.ZodType {
  let at = plain(schema);
  for (const part of path) {
    at = optionFor(at, part);
    const next: unknown =
      at instanceof z.ZodObject
        ? at.shape[part]
        : at instanceof z.ZodArray
          ? at.element
          : at instanceof z.ZodRecord
            ? at.valueType
            : undefined;
    if (next === undefined) return at;
    at = plain(next as z.ZodType);
  }
  return at;
}

/** Of a union, what a part of a path leads into: a list for an index, a map for a key. */
function optionFor(schema: z.ZodType, part: string | number): z.ZodType {
  const wanted = (option: z.ZodType): boolean =>
    typeof part === 'number' ? option instanceof z.ZodArray : option instanceof z.ZodObject;
  return optionsOf(schema).map(plain).find(wanted) ?? schema;
}

function plain(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return plain(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodPipe ? plain(schema.in as z.ZodType) : schema;
}

function optionsOf(schema: z.ZodType): readonly z.ZodType[] {
  return schema instanceof z.ZodUnion ? (schema.options as readonly z.ZodType[]) : [];
}

function knownKeys(schema: z.ZodType): readonly string[] {
  const owner = optionFor(schema, '');
  return owner instanceof z.ZodObject ? Object.keys(owner.shape) : [];
}
