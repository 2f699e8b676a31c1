import { formatInstantShort } from '@windrow/frame';
import { InvalidArgumentError } from '../../errors/task-errors.js';

/** Turns a wall clock of one time zone into instants; one formatter is kept, since making one is slow. */
export interface ZonedClock {
  readonly timeZone: string;
  /** The instant at which the zone's clocks show this wall time, given as if it were UTC. */
  instantOf(wallMs: number): number;
}

/**
 * The clock of an IANA time zone (`Asia/Shanghai`), with its daylight saving, from the platform's own tables.
 *
 * @throws InvalidArgumentError when there is no such zone; and `instantOf` when clocks are put forward over that wall time (there is no
 * such instant) or back over it (there are two).
 */
export function zonedClock(timeZone: string): ZonedClock {
  const format = formatterOf(timeZone);
  const wallOf = (ms: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
    return Date.UTC(
      part['year'] ?? 0,
      (part['month'] ?? 1) - 1,
      part['day'],
      part['hour'],
      part['minute'],
      part['second'],
    );
  };
  return {
    timeZone,
    instantOf(wallMs) {
      const found = new Set<number>();
      for (const near of [wallMs - 86_400_000, wallMs + 86_400_000]) {
        const candidate = wallMs - (wallOf(near) - near);
        if (wallOf(candidate) === wallMs) found.add(candidate);
      }
      const [instant, second] = found;
      if (instant === undefined || second !== undefined) {
        const shown = formatInstantShort(wallMs).replace('Z', '');
        throw new InvalidArgumentError(
          'Calendar.intraday sessions',
          `${shown} ${instant === undefined ? 'does not exist' : 'happens twice'} in ${timeZone}, where clocks change then; choose another time or the zone UTC`,
        );
      }
      return instant;
    },
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new InvalidArgumentError(
      'Calendar.intraday timeZone',
      `"${timeZone}" is no time zone that this machine knows; write one like Asia/Shanghai (${cause instanceof Error ? cause.message : String(cause)})`,
    );
  }
}
