import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Where output goes, as far as colours are concerned. */
interface ColourTarget {
  readonly isTTY?: boolean;
}

/** `NO_COLOR` wins, then `FORCE_COLOR`; else a terminal that is not dumb gets colours. See https://no-color.org. */
export function wantsColours(target: ColourTarget, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return target.isTTY === true && env['TERM'] !== 'dumb';
}

export function coloursOf(target: ColourTarget): Colours {
  return picocolors.createColors(wantsColours(target, process.env));
}

const BY_STATUS: Readonly<Record<string, keyof Omit<Colours, 'isColorSupported'>>> = {
  running: 'cyan',
  part_done: 'yellow',
  done: 'green',
  failed: 'red',
  cancelled: 'gray',
  SCHEDULED: 'gray',
  RUNNING: 'cyan',
  FINISHED: 'green',
  FAILED: 'red',
};

/** Paints a text as its status is painted everywhere; `text` may be filled with spaces already. */
export function paintStatus(colours: Colours, status: string, text: string = status): string {
  const name = BY_STATUS[status];
  return name === undefined ? text : colours[name](text);
}
