import { z } from 'zod';
import {
  type AverageSpec,
  type CollectSpec,
  type EnsembleStep,
  METRIC_NAMES,
  type OutputFile,
  type OutputSpec,
} from '../workflow-file.js';
import { exactlyOne, jsonObject, listOf, oneOfKeys } from './parts.js';

const name = z.string().min(1);
const names = z.record(name, name);
const by = z.array(name).optional().describe('Names of the parts of the key that stay. Default: none.');

export const collectSchema: z.ZodType<CollectSpec> = z.strictObject({
  artifacts: z
    .union([name, z.array(name).min(1), names], { error: 'must be a name, a list of names, or a map of names' })
    .optional()
    .describe('What to collect of each recorder. Default: pred.'),
  key: z
    .union([z.array(name), names], { error: 'must be a list of dotted paths, or a map of names to them' })
    .optional()
    .describe('What tells models apart: dotted paths into the task. Default: what the generators vary.'),
});

const average: z.ZodType<AverageSpec> = z
  .strictObject({
    by,
    standardize: z.boolean().optional().describe('Whether each member is standardised per time first. Default true.'),
    onDegenerate: z
      .enum(['zero', 'abstain', 'nan', 'error'])
      .optional()
      .describe('What a day without spread means. Default: zero.'),
    minCoverage: z.int().min(1).optional().describe('How many members a row needs. Default 1.'),
    requireAll: z.boolean().optional().describe('Whether a row needs all members. Default false.'),
  })
  .describe('The mean of all models, or of those that share what by names.');

const group = z
  .strictObject({ class: name, kwargs: jsonObject.optional() })
  .describe('A group that a plugin registered.');
const ensemble = z
  .strictObject({ class: name, kwargs: jsonObject.optional(), by })
  .describe('An ensemble that a plugin registered.');
const steps = ['rolling', 'average', 'group', 'ensemble'] as const;

const step = z
  .strictObject({
    rolling: z.strictObject({}).optional().describe('Puts the windows of each model together.') as unknown as z.ZodType<
      EnsembleStep['rolling']
    >,
    average: average.optional(),
    group: group.optional(),
    ensemble: ensemble.optional(),
  })
  .superRefine(exactlyOne(steps))
  .meta(oneOfKeys(steps));

const namedStep = z
  .enum(['rolling', 'average'], {
    error: 'must be rolling, average, or a map with rolling, average, group or ensemble',
  })
  .transform((known): EnsembleStep => ({ [known]: {} }));

export const ensembleSchema: z.ZodType<readonly EnsembleStep[]> = listOf<EnsembleStep>(
  z.union([namedStep, step]) as z.ZodType<EnsembleStep>,
);

const frameFile = filePath(/\.(arrow|csv|parquet)$/, 'must end in .arrow, .csv or .parquet');
const outputFile = z.union([
  frameFile.transform((file): OutputFile => ({ file })),
  z.strictObject({ file: frameFile, artifact: name.optional().describe('Default: the first of collect.artifacts.') }),
]) as z.ZodType<OutputFile>;

export const outputSchema: z.ZodType<OutputSpec> = z.strictObject({
  directory: filePath(/./, 'must not be empty').optional().describe('Where files go, below the working directory.'),
  files: listOf(outputFile).optional().describe('Frames to write: .arrow, .csv or .parquet.'),
  summary: filePath(/\.json$/, 'must end in .json')
    .optional()
    .describe('A JSON file with the table of metrics.'),
  metrics: z.array(z.enum(METRIC_NAMES)).min(1).optional().describe('Which metrics the table shows.'),
});

/** A path that stays below the folder it is taken from. */
function filePath(ending: RegExp, message: string): z.ZodString {
  return z
    .string()
    .regex(ending, message)
    .regex(
      /^(?![/\\]|[A-Za-z]:|~)(?!.*(^|[/\\])\.\.([/\\]|$))[^\0]*$/,
      'must be a relative path without "..": a file never decides where else on the disk to write (--output does)',
    );
}
