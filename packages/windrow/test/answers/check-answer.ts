import { Ajv, type ValidateFunction } from 'ajv';
import { publishedSchema } from './published.js';

const validators = new Map<string, ValidateFunction>();

/**
 * Holds one line that a command printed with `--json` to the published schema of its kind. Stricter than the schema: a field that it does
 * not describe is refused too.
 *
 * @throws Error that says what does not fit
 */
export function checkAnswer(line: string): void {
  const answer = JSON.parse(line) as { readonly schema?: unknown };
  const [, kind] = /^windrow\/([a-z-]+)\/1$/.exec(String(answer.schema)) ?? [];
  if (kind === undefined) throw new Error(`It names no schema: ${line}`);
  let validate = validators.get(kind);
  if (validate === undefined) {
    validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(describedOnly(publishedSchema(kind)));
    validators.set(kind, validate);
  }
  if (validate(answer)) return;
  throw new Error(`${line}\nis no windrow/${kind}/1: ${JSON.stringify(validate.errors, undefined, 1)}`);
}

/** Each line of a command's standard output. */
export function checkAnswers(stdout: string): void {
  for (const line of stdout.split('\n')) if (line !== '') checkAnswer(line);
}

/** The same schema, where an object has no field that is not described. */
function describedOnly<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(describedOnly) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, describedOnly(value)]));
  const closed = 'properties' in schema && !('additionalProperties' in schema);
  return (closed ? { ...parts, additionalProperties: false } : parts) as T;
}
