import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { addCarrying } from './add-carrying.js';
import { addChanging } from './add-changing.js';
import { addReading } from './add-reading.js';

/** `windrow pool …`. */
export function addPool(program: Command, context: CommandContext): void {
  const pool = program.command('pool').description('look at pools of tasks and steer them');
  addReading(pool, context);
  addChanging(pool, context);
  addCarrying(pool, context);
}
