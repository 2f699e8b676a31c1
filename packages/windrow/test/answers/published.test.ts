import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../src/cli/schema-version.js';
import { checkAnswer } from './check-answer.js';
import { answerJsonSchema, KINDS, publishedFile, publishedSchema } from './published.js';

describe('the published schemas of --json', () => {
  it.each(KINDS)('%s is the one that the code has; `vitest -u` writes it', async (kind) => {
    await expect(`${JSON.stringify(answerJsonSchema(kind), undefined, 2)}\n`).toMatchFileSnapshot(
      publishedFile(kind).pathname,
    );
  });

  it('there is one for each kind and no other', () => {
    const published = readdirSync(new URL('.', publishedFile('x'))).sort();
    expect(published).toEqual(KINDS.map((kind) => basename(publishedFile(kind).pathname)).sort());
  });

  it('fields that are not described are fine for who reads, since new ones may come any time', () => {
    for (const kind of KINDS)
      expect(JSON.stringify(publishedSchema(kind))).not.toContain('"additionalProperties":false');
  });
});

describe('what the tests of the command hold its output to', () => {
  const stat = {
    schema: `windrow/pool-stat/${SCHEMA_VERSION}`,
    pool: 'p',
    counts: { waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 },
    workers: 0,
  };
  const { workers: _, ...without } = stat;

  it('lets a right answer pass', () => {
    checkAnswer(JSON.stringify(stat));
  });

  it.each([
    ['a field that is gone', without],
    ['a field of another name', { ...without, liveWorkers: 0 }],
    ['a field of another type', { ...stat, workers: '0' }],
    ['a field that the schema does not describe', { ...stat, more: 1 }],
    ['a status that is gone', { ...stat, counts: { waiting: 0 } }],
    ['another version', { ...stat, schema: 'windrow/pool-stat/2' }],
    ['no schema', { pool: 'p' }],
  ])('refuses %s', (_what, answer) => {
    expect(() => checkAnswer(JSON.stringify(answer))).toThrow(/pool-stat|names no schema/);
  });
});
