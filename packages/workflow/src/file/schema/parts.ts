import type { ComponentSpec, JsonObject } from '@windrow/core';
import { parseInstant } from '@windrow/frame';
import { z } from 'zod';

/** What YAML gave is JSON already, so nothing below needs checking. */
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

export const instant: z.ZodType<string> = z
  .string({ error: 'must be a date such as 2020-01-31' })
  .refine(isInstant, { error: 'must be a date such as 2020-01-31, or a date and time such as 2020-01-31T09:30:00Z' })
  .describe('A date, or a date and time, of ISO 8601; UTC without a zone.');

export const componentSchema: z.ZodType<ComponentSpec> = z
  .strictObject({
    class: z.string().min(1).describe('The name under which a plugin registered it.'),
    kwargs: jsonObject.optional().describe('Its arguments.'),
    module: z
      .string()
      .min(1)
      .optional()
      .describe('Where the class is exported; only modules of allowModules() are loaded.'),
  })
  .describe('A component: class and kwargs.') as z.ZodType<ComponentSpec>;

/** Refuses a map that has none or more than one of these keys. */
export function exactlyOne<T extends object>(
  keys: readonly (keyof T & string)[],
): (value: T, context: z.RefinementCtx) => void {
  return (value, context) => {
    const given = keys.filter((key) => value[key] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `needs one of ${keys.join(', ')}`
        : `has ${given.join(' and ')}; give one of them, and a list where there are several steps`;
    context.addIssue({ code: 'custom', message });
  };
}

/** The same for the JSON schema, which cannot run a function. */
export function oneOfKeys(keys: readonly string[]): { readonly oneOf: readonly object[] } {
  return { oneOf: keys.map((key) => ({ required: [key] })) };
}

/** One element where a list is taken. */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z
    .union([z.array(element).min(1), element])
    .transform((value) => (Array.isArray(value) ? value : [value]) as readonly T[]);
}

function isInstant(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}
