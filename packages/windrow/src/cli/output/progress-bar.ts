import { durationText, rateText } from './human-text.js';
import { RateMeter } from './rate-meter.js';

export interface ProgressBar {
  /** `detail` comes after the numbers. */
  update(done: number, total: number, detail?: string): void;
  /** Takes the bar away and gives the terminal back as it was; twice is fine. */
  stop(): void;
}

export interface ProgressOptions {
  readonly json?: boolean;
  /** How a number is written; default: as it is. */
  readonly show?: (value: number) => string;
  readonly rate?: (perSecond: number) => string;
}

/** A bar with rate and time left on a terminal's standard error; nothing in a pipe or with `--json`. */
export async function progressBar({ json, show = String, rate = rateText }: ProgressOptions): Promise<ProgressBar> {
  if (json === true || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const { Presets, SingleBar } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: '{bar} {numbers}',
      barsize: Math.max(8, Math.min(30, process.stderr.columns - 60)),
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      stream: process.stderr,
      // Ctrl-C is heard by whoever shows the bar.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  const meter = new RateMeter();
  let started = false;
  return {
    update(done, total, detail) {
      meter.note(done, performance.now());
      const { perSecond } = meter;
      const left = meter.leftMs(total - done);
      const parts = [
        `${show(done)}/${show(total)}`,
        ...(perSecond === undefined ? [] : [rate(perSecond)]),
        ...(left === undefined || total === done ? [] : [`${durationText(left)} left`]),
        ...(detail === undefined ? [] : [detail]),
      ];
      const numbers = parts.join('  ').slice(0, Math.max(0, process.stderr.columns - 10));
      if (!started) bar.start(total, done, { numbers });
      started = true;
      bar.setTotal(total);
      bar.update(done, { numbers });
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}
