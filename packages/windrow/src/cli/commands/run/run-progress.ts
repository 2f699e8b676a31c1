import type { TrainingProgress } from '../../../run/train-plan.js';

/** How far a run is: a bar on a terminal, a line for each tenth in a pipe, nothing with `--json`. Writes to standard error. */
export interface RunProgress {
  update(progress: TrainingProgress): void;
  stop(): void;
}

export async function runProgress(silent: boolean): Promise<RunProgress> {
  if (silent) return { update: () => {}, stop: () => {} };
  return process.stderr.isTTY ? barProgress() : lineProgress();
}

async function barProgress(): Promise<RunProgress> {
  const { Presets, SingleBar } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total} tasks  {rate}  {left}{failures}',
      hideCursor: true,
      stream: process.stderr,
      fps: 10,
    },
    Presets.shades_classic,
  );
  const pace = new Pace();
  let started = false;
  return {
    update(progress) {
      const payload = { ...pace.of(progress), failures: progress.failed > 0 ? `  ${progress.failed} failed` : '' };
      if (!started) bar.start(progress.total, progress.ended, payload);
      started = true;
      bar.update(progress.ended, payload);
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}

function lineProgress(): RunProgress {
  const pace = new Pace();
  let told = -1;
  return {
    update(progress) {
      const { total, ended } = progress;
      const tenth = total === 0 ? 10 : Math.floor((10 * ended) / total);
      if (tenth === told) return;
      told = tenth;
      const { rate, left } = pace.of(progress);
      process.stderr.write(
        `${ended} of ${total} tasks (${tenth * 10} %)${ended === total || left === '' ? '' : `, ${rate}, ${left}`}\n`,
      );
    },
    stop: () => {},
  };
}

/** How quick the run is by what it has done so far, and how long the rest takes at that pace. */
class Pace {
  private first: { readonly at: number; readonly ended: number } | undefined;

  of({ total, ended }: TrainingProgress): { readonly rate: string; readonly left: string } {
    const now = performance.now();
    this.first ??= { at: now, ended };
    const done = ended - this.first.ended;
    const seconds = (now - this.first.at) / 1_000;
    if (done === 0 || seconds === 0) return { rate: '', left: '' };
    const perSecond = done / seconds;
    const rate = perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
    return { rate, left: `${duration((total - ended) / perSecond)} left` };
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
