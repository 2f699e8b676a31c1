import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Answers } from '../../src/cli/answers/answers.js';
import { SCHEMA_VERSION } from '../../src/cli/schema-version.js';
import { experimentSchemas } from './experiment-schemas.js';
import { poolSchemas } from './pool-schemas.js';
import { runSchemas } from './run-schemas.js';

export type Kind = keyof Answers;

/** A schema for each kind: a kind without one, or one that is no kind, does not compile. */
const schemas: { readonly [K in Kind]: z.ZodType<Answers[K]> } = {
  ...poolSchemas,
  ...experimentSchemas,
  ...runSchemas,
};

export const KINDS: readonly Kind[] = Object.keys(schemas) as Kind[];

/** Where the package ships the schema of a kind. */
export function publishedFile(kind: string): URL {
  return new URL(`../../schema/${kind}.${SCHEMA_VERSION}.json`, import.meta.url);
}

export function publishedSchema(kind: string): object {
  return JSON.parse(readFileSync(publishedFile(kind), 'utf8')) as object;
}

interface ObjectSchema {
  readonly properties: object;
  readonly required?: readonly string[];
  readonly anyOf?: readonly ObjectSchema[];
}

/** The JSON schema (draft 7) of one answer. It allows fields that it does not know, since new ones may come any time. */
export function answerJsonSchema(kind: Kind): object {
  const name = `windrow/${kind}/${SCHEMA_VERSION}`;
  const { $schema, ...answer } = z.toJSONSchema(schemas[kind], { target: 'draft-7', io: 'input' });
  const named = ({ properties, required = [], ...rest }: ObjectSchema) => ({
    ...rest,
    required: ['schema', ...required],
    properties: { schema: { const: name }, ...properties },
  });
  const { anyOf, ...whole } = answer as unknown as ObjectSchema;
  return { $schema, title: name, ...(anyOf === undefined ? named(whole) : { ...whole, anyOf: anyOf.map(named) }) };
}
