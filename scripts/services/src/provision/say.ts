/** Prints one line of progress. */
export type Say = (line: string) => void;

/** Progress lines with the seconds since the start, on standard error so that standard output stays for results. */
export function sayWithClock(prefix: string): Say {
  const start = performance.now();
  return (line) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(3);
    process.stderr.write(`[${prefix} ${seconds} s] ${line}\n`);
  };
}
