import { allocatorFor } from '../keys/allocate.js';
import { type Averaged, AverageFill } from './average-fill.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';
import { DayWalk } from './day-walk.js';
import { layOut } from './layout.js';

/** An average and what made it. */
export interface AverageRun {
  readonly averaged: Averaged;
  readonly walk: DayWalk;
  readonly fill: AverageFill;
}

/** @throws DuplicateRowsError, InfiniteValueError, DegenerateDayError, TooManyRowsError */
export function averageByDay(members: AverageMembers, options: ResolvedAverageOptions): AverageRun {
  const walk = new DayWalk(members);
  const layout = layOut(walk, members.times.length, members.instruments.length);
  const allocator = allocatorFor(members.list.map(({ frame }) => frame));
  const fill = new AverageFill(members, options, layout, allocator);
  return { averaged: fill.fill(walk), walk, fill };
}
