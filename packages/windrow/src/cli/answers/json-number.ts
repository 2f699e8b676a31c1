/** A number in an answer; what JSON has no number for is text. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';
