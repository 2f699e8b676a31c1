import { InvalidArgumentError } from 'commander';

/** `30s`, `5m`, `2h`, `500ms`, or plain seconds; in ms. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A duration looks like 30s, 5m, 24h or 500ms.');
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[(match[2] ?? 's') as 's'];
  return Math.round(Number(match[1]) * unit);
}

export function parseInteger(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('A whole number is expected.');
  }
  return value;
}

export function parseCount(text: string): number {
  const value = parseInteger(text);
  if (value < 1) throw new InvalidArgumentError('A whole number of at least 1 is expected.');
  return value;
}
