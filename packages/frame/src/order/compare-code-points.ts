const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/**
 * Orders two strings by Unicode code point, as Python, Rust and databases do. JavaScript's own `<` orders by UTF-16 unit and
 * puts an emoji before `'｡'`.
 *
 * @returns a negative number, zero or a positive number, as `Array.prototype.sort` wants it.
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === shorter) return a.length - b.length;
  // The difference may be in the second half of a pair whose first half both share.
  if (at > 0 && isHighSurrogate(a.charCodeAt(at - 1))) {
    const left = a.codePointAt(at - 1) as number;
    const right = b.codePointAt(at - 1) as number;
    if (left !== right) return left - right;
  }
  return (a.codePointAt(at) as number) - (b.codePointAt(at) as number);
}
