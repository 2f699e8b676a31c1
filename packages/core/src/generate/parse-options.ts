import type { z } from 'zod';
import { InvalidArgumentError } from '../errors/task-errors.js';
import { showValue } from './show-value.js';

/** Options checked by a schema; the first complaint becomes an `InvalidArgumentError` of `RollingGen.step`. */
export function parseOptions<T extends z.ZodType>(of: string, schema: T, options: unknown): z.output<T> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue === undefined ? [] : issue.path;
  const given = at.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], options);
  const reason = issue === undefined ? 'it cannot be used' : issue.message;
  const shown = given === undefined ? 'it is missing' : `it is ${showValue(given)}`;
  throw new InvalidArgumentError(
    [of, ...at.map(String)].join('.'),
    issue?.code === 'unrecognized_keys' ? `${reason}; it takes ${optionNames(schema)}` : `${shown}: ${reason}`,
  );
}

function optionNames(schema: z.ZodType): string {
  const shape = 'shape' in schema ? schema.shape : {};
  return Object.keys(shape as object).join(', ');
}
