import { EmptyEnsembleError, type Ensemble, EnsembleOptionsError, type ReduceContext } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { allocatorFor } from '../keys/allocate.js';
import { type Members, requireFrame, sortedEntries } from '../members.js';
import { keepShapes } from './keep-shapes.js';
import { layWindows } from './lay.js';
import { type RollingReport, reportRolling } from './rolling-report.js';
import { prepareWindows } from './windows.js';

const owner = 'RollingEnsemble';

/** Options of {@link RollingEnsemble}. */
export interface RollingEnsembleOptions {
  /**
   * The instants (epoch ms, ascending) at which there should be rows, so that gaps are counted exactly. Without it a gap between two
   * windows is a stretch longer than any step between two instants inside a window.
   */
  readonly calendar?: Float64Array | readonly number[];
}

/**
 * Puts windows together in time: windows in any order → one frame, sorted by (datetime, instrument), each key once.
 *
 * Windows are laid by (first datetime, key), so that where two have the same row the later window's stays, also when it is NaN; of rows
 * with one key inside a window the last stays. Windows without rows are left out first. The answer does not depend on the order of the
 * map nor on when something was trained. Values are passed on bit for bit. The result is on shared memory when all windows are.
 *
 * (Reference: `qlib.model.ens.ensemble.RollingEnsemble`, whose ties depend on the order of the dictionary.)
 *
 * @example
 * new RollingEnsemble().reduce({ '2019': predictions2019, '2020': predictions2020 });
 */
export class RollingEnsemble implements Ensemble<Frame, Frame> {
  readonly options: RollingEnsembleOptions;
  readonly #calendar: Float64Array | undefined;

  /** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) for a calendar that does not ascend. */
  constructor(options: RollingEnsembleOptions = {}) {
    this.options = options;
    this.#calendar = options.calendar === undefined ? undefined : Float64Array.from(options.calendar);
    this.#calendar?.forEach((instant, place, all) => {
      if (!(place === 0 ? Number.isFinite(instant) : instant > (all[place - 1] as number))) {
        throw new EnsembleOptionsError(owner, 'calendar', `must ascend, but entry ${place} is ${instant}`);
      }
    });
  }

  /**
   * @throws EmptyEnsembleError (`ENSEMBLE_EMPTY`) without windows, or when none has a row.
   * @throws ColumnMismatchError (`COLUMN_MISMATCH`) when windows have different sets of columns.
   * @throws InvalidMemberError (`ENSEMBLE_MEMBER`) when a member is no frame, a nested map above all.
   * @throws TooManyRowsError (`TOO_MANY_ROWS`) when the result would have 2³¹ rows or more, before it is allocated.
   * @throws DuplicateKeysError (`KEYS_DUPLICATE`), InvalidKeyError (`KEY_INVALID`)
   */
  reduce(members: Members<Frame>, context: ReduceContext = {}): Frame {
    const entries = sortedEntries(owner, members).map(
      ([key, value]) => [key, requireFrame(owner, key, value)] as const,
    );
    const filled = entries.filter(([, frame]) => frame.length > 0);
    if (filled.length === 0) throw new EmptyEnsembleError(owner, entries.length);
    keepShapes();
    const windows = prepareWindows(filled);
    const { frame } = layWindows(windows, allocatorFor(filled.map(([, member]) => member)));
    const emptyWindows = entries.filter(([, member]) => member.length === 0).map(([key]) => key);
    context.onReport?.(reportRolling(windows, emptyWindows, frame, this.#calendar));
    return frame;
  }

  /** {@link reduce} with what it noticed: gaps, overlaps, duplicates, windows without rows. */
  reduceWithReport(members: Members<Frame>): { readonly frame: Frame; readonly report: RollingReport } {
    let report: RollingReport | undefined;
    const frame = this.reduce(members, {
      onReport: (told) => {
        report = told as RollingReport;
      },
    });
    return { frame, report: report as RollingReport };
  }
}
