import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, PipedCommand } from '../process/command-line.js';

/** A folder with a workflow file and a configuration whose models can be made to wait, or to fail. */
export class Project {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'windrow-run-')));

  constructor() {
    this.write('windrow.config.mjs', config);
    this.write('workflow.yaml', workflow);
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.folder, file, '..'), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** `windrow …` in the folder, as a process in a pipe. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): PipedCommand {
    return new PipedCommand(args, { cwd: this.folder, env: environment });
  }

  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(args, environment).ended;
  }

  async json(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const { stdout, stderr } = await this.run(['--json', ...args], environment);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Twelve numbers of a day each, 1 … 60, label = twice the number. `Doubler` knows the answer (plus its `bias`); `SLOW_MS` makes it wait, the
 * file `fail` in the folder makes biased ones fail, `TRAINED` names a file to which each training adds a line.
 */
const config = `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Frame, plugin, component } from ${JSON.stringify(import.meta.resolve('../../dist/index.js'))};

const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
const frame = (name, values) => Frame.fromColumns({ datetime: days, columns: { [name]: values } });
const numbers = days.map((_, day) => day + 1);
const handler = { load: () => ({ features: frame('x', numbers), label: frame('label', numbers.map((x) => 2 * x)) }) };

class Doubler {
  constructor(bias) { this.bias = bias; }
  async fit() {
    if (this.bias > 0 && existsSync('fail')) throw new Error('no data for bias ' + this.bias);
    if (process.env.SLOW_MS) await sleep(Number(process.env.SLOW_MS));
    if (process.env.TRAINED) appendFileSync(process.env.TRAINED, process.pid + '\\n');
  }
  predict(dataset, segment) {
    const features = dataset.features(segment);
    return Frame.fromColumns({
      datetime: [...features.timeCodes].map((code) => features.times[code]),
      columns: { score: [...features.column('x')].map((x) => 2 * x + this.bias) },
    });
  }
  save() { return { bias: this.bias }; }
}

export default {
  plugins: [plugin('test', { components: [
    component('handler', 'Days', { create: () => handler }),
    component('model', 'Doubler', {
      create: ({ bias = 0 }) => {
        if (typeof bias !== 'number') throw new TypeError('bias must be a number');
        return new Doubler(bias);
      },
      load: ({ bias }) => new Doubler(bias),
    }),
  ] })],
};
`;

const workflow = `experiment: doubling
task:
  model: { class: Doubler, kwargs: { bias: 0 } }
  dataset:
    class: FrameDataset
    kwargs:
      handler: { class: Days }
      segments: { train: [2024-01-01, 2024-01-20], test: [2024-01-21, 2024-02-19] }
  record: { class: SignalRecord }
generate:
  - grid: { model.kwargs.bias: [0, 3] }
  - rolling: { step: 10, type: sliding, labelHorizon: 0 }
trainer: { maxAttempts: 1 }
ensemble: [rolling, { average: { standardize: false } }]
output:
  files: forecast.csv
  metrics: [RMSE, MAE]
`;
