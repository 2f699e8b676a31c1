import type { KeyMap } from '@windrow/core';
import { RollingEnsemble } from '@windrow/ensembles';
import type { Frame } from '@windrow/frame';

/**
 * What members of one ensemble forecast, as it came true, over the rows of all of them. Undefined when they do not forecast the same: no
 * metric means anything then.
 */
export function commonLabel(members: KeyMap<Frame>): Frame | undefined {
  if (new Set([...members.values()].map(({ columnNames }) => columnNames.join('\n'))).size > 1) return undefined;
  const all = new RollingEnsemble().reduce(members);
  return [...members].every(([, member]) => agrees(member, all)) ? all : undefined;
}

function agrees(member: Frame, all: Frame): boolean {
  const both = member.join(all, { suffix: '.all' });
  return member.columnNames.every((name) => {
    const mine = both.column(name);
    const theirs = both.column(`${name}.all`);
    return mine.every((value, row) => Object.is(value, theirs[row]) || value === theirs[row]);
  });
}
