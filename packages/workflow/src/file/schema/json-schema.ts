import { z } from 'zod';
import { workflowSchema } from './workflow-schema.js';

/** A variable may stand wherever a number or a truth value does. */
const variable = { type: 'string', pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}$' };
const typed = new Set(['integer', 'number', 'boolean']);

/** The JSON schema (draft 7, which editors know best) of a workflow file as it is written, variables and all. */
export function workflowJsonSchema(): object {
  const schema = z.toJSONSchema(workflowSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (!typed.has(String(jsonSchema.type))) return;
      const { description, ...plain } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      Object.assign(jsonSchema, description === undefined ? {} : { description }, { anyOf: [plain, variable] });
    },
  });
  return {
    ...schema,
    title: 'Windrow workflow',
    // Room for anchors.
    patternProperties: { '^x-': {} },
  };
}
