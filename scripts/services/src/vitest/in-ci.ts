/** Whether this run decides about a change, so that what cannot be tested is a failure. */
export function inCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return !['', '0', 'false', undefined].includes(env['CI']);
}
