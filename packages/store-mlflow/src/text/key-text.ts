/** What MLflow takes in the name of a param, a metric or a tag. */
const TAKEN = /^[/\p{L}\p{N}_.\- :]+$/u;
const PLAIN = /[\p{L}\p{N}_\- ]/u;
const ESCAPE = /:([0-9a-f]{1,6}):/g;
/** Stands for a name with nothing in it. */
const EMPTY = '::';

/**
 * A name as MLflow takes it: itself where MLflow takes it, else with each other character as `:hex:`. `more` are characters that
 * must not stand for themselves.
 */
export function keyToText(name: string, more: string = ''): string {
  if (name === '') return EMPTY;
  if (isTaken(name) && ![...more].some((each) => name.includes(each)) && keyFromText(name) === name) return name;
  return [...name].map((each) => (PLAIN.test(each) ? each : escaped(each))).join('');
}

/** The name that {@link keyToText} made a text of; a text that it does not make is the name itself. */
export function keyFromText(text: string): string {
  if (text === EMPTY) return '';
  return text.replace(ESCAPE, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** The same with the first character written as `:hex:`, for a name that would mean something to MLflow. */
export function guardedKey(name: string): string {
  const [first = '', ...rest] = [...name];
  return escaped(first) + keyToText(rest.join(''));
}

function escaped(character: string): string {
  return `:${(character.codePointAt(0) ?? 0).toString(16)}:`;
}

/** MLflow takes names for paths, and refuses those that another spelling would equal. */
function isTaken(name: string): boolean {
  return TAKEN.test(name) && !name.startsWith('..') && name.split('/').every((part) => !['', '.', '..'].includes(part));
}
