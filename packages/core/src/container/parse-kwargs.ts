import type { z } from 'zod';
import { InvalidComponentError } from '../errors/container-errors.js';
import type { JsonObject } from '../task/definition.js';
import type { ComponentKind } from './component-registry.js';

/**
 * The kwargs of a definition checked against a zod schema; for the `create` of a component.
 *
 * @throws InvalidComponentError naming the first kwarg that is wrong, and why
 */
export function parseKwargs<Schema extends z.ZodType>(
  kind: ComponentKind,
  name: string,
  schema: Schema,
  kwargs: JsonObject,
): z.output<Schema> {
  const parsed = schema.safeParse(kwargs);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'kwargs' : `kwargs.${issue.path.join('.')}`;
  throw new InvalidComponentError(
    kind,
    name,
    `has a wrong argument, ${where}: ${issue?.message ?? 'it is not valid'}`,
    {
      cause: parsed.error,
    },
  );
}
