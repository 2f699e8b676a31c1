import { Presets, SingleBar } from 'cli-progress';

/** Shows how far the work is: a bar on a terminal, a line for each tenth elsewhere. Writes to standard error. */
export interface Progress {
  update(stage: string, done: number, total: number): void;
  stop(): void;
}

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | undefined;
  let stage = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    update(next, done, total) {
      if (next !== stage) {
        stop();
        stage = next;
        const format = `${next.padEnd(10)} {bar} {value}/{total}  {eta_formatted} left`;
        bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 50 }, Presets.shades_classic);
        bar.start(total, done);
      }
      bar?.update(done);
      if (done === total) stop();
    },
    stop,
  };
}

function lineProgress(stream: NodeJS.WriteStream): Progress {
  let told = '';
  return {
    update(stage, done, total) {
      const tenth = total === 0 ? 10 : Math.floor((10 * done) / total);
      const line = `${stage} ${tenth * 10} %`;
      if (line === told) return;
      told = line;
      stream.write(`${stage}: ${done} of ${total} (${tenth * 10} %)\n`);
    },
    stop() {},
  };
}
