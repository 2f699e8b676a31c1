import type { TaskDefinition } from '@windrow/core';
import { z } from 'zod';
import type { TrainerSpec, WorkflowFile } from '../workflow-file.js';
import { collectSchema, ensembleSchema, outputSchema } from './collect-schema.js';
import { calendarSchema, generatorSchema } from './generate-schema.js';
import { componentSchema, listOf } from './parts.js';

const name = z.string().min(1);

/** Keys beside these are carried along: a generator or a train function may want them. */
export const taskSchema: z.ZodType<TaskDefinition> = z
  .looseObject({
    model: componentSchema.describe('What learns.'),
    dataset: componentSchema.describe('What it learns from.'),
    record: z
      .union([z.array(componentSchema), componentSchema])
      .optional()
      .describe('What is kept of each run, in this order.'),
    reweighter: componentSchema.optional().describe('What weighs training rows.'),
  })
  .describe('The task, or the template of all tasks.') as unknown as z.ZodType<TaskDefinition>;

const trainer: z.ZodType<TrainerSpec> = z.strictObject({
  concurrency: z.int().min(1).max(1_000).optional().describe('Tasks at once. Default 1.'),
  isolate: z
    .enum(['inline', 'thread', 'process'])
    .optional()
    .describe(
      'Train on the thread of the run (inline, the default), or each task in a thread or a process of its own.',
    ),
  maxAttempts: z.int().min(1).max(100).optional().describe('How often each task is tried. Default 3.'),
  timeLimitMs: z.int().min(1).optional().describe('How long one attempt may take.'),
  leaseMs: z.int().min(100).optional().describe('How long a task stays with a process that has died. Default 60000.'),
});

export const workflowSchema: z.ZodType<WorkflowFile> = z
  .strictObject({
    experiment: name.optional().describe('Where recorders go. Default: the name of the file.'),
    pool: name.optional().describe('Where tasks live. Default: the name of the experiment.'),
    task: taskSchema,
    calendar: calendarSchema.optional(),
    generate: listOf(generatorSchema)
      .optional()
      .describe('What makes many tasks of the template, one after the other.'),
    trainer: trainer.optional().describe('How tasks are trained.'),
    collect: collectSchema.optional().describe('What is collected of the recorders, and under which key.'),
    ensemble: ensembleSchema.optional().describe('What becomes of what was collected, one step after the other.'),
    output: outputSchema.optional().describe('What is written when all is done.'),
  })
  .describe('A workflow of Windrow: one task, or with generate the whole flow.');
