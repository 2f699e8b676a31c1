/**
 * Whether a driver binds this text cut off at its first NUL character (@photostructure/sqlite 1.2.1 does). Such text is never
 * stored, so looking for it finds nothing.
 */
export function isTorn(text: string): boolean {
  return text.includes('\0');
}

/**
 * Whether a driver binds this number as zero: @photostructure/sqlite 1.2.1 takes a number for a whole one when it is less than
 * 2⁻⁵² above it, and these are the only doubles that are. Bind such a number negated, and negate it back in the statement.
 */
export function bindsWrongly(value: number): boolean {
  return (value > 0 && value < Number.EPSILON) || value === -(1 - Number.EPSILON / 2);
}
