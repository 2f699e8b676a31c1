// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a workflow file writes a variable
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowFileError } from '../errors/workflow-file-error.js';
import { parseWorkflow, readWorkflow } from './parse-workflow.js';

const task = 'task: { model: { class: RidgeModel }, dataset: { class: FrameDataset } }\n';

function problems(text: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    parseWorkflow(text, { environment });
  } catch (error) {
    expect(error).toMatchObject({ code: 'WORKFLOW_FILE' });
    return (error as WorkflowFileError).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}

describe('a workflow file (parity: qrun config.yaml)', () => {
  it('keeps the task as it is written: dates are texts, a single record stays one, other keys stay', () => {
    const { spec } = parseWorkflow(
      'task:\n  model: { class: A, kwargs: { from: 2020-01-01, yes: no, n: 1e3 } }\n  dataset: { class: B }\n  record: { class: C }\n  horizon: 5\n',
    );
    expect(spec.task).toEqual({
      model: { class: 'A', kwargs: { from: '2020-01-01', yes: 'no', n: 1000 } },
      dataset: { class: 'B' },
      record: { class: 'C' },
      horizon: 5,
    });
  });

  it('is named after its file, and the pool after the experiment', () => {
    const named = parseWorkflow(task, { file: 'dir/sweep.yaml' });
    expect([named.experiment, named.pool]).toEqual(['sweep', 'sweep']);
    expect(parseWorkflow(`experiment: e\n${task}`).pool).toBe('e');
  });

  it('takes one element where a list is taken', () => {
    const { spec } = parseWorkflow(
      `${task}generate: { grid: { a: [1] } }\nensemble: rolling\noutput: { files: a.csv }\n`,
    );
    expect(spec.generate).toEqual([{ grid: { a: [1] } }]);
    expect(spec.ensemble).toEqual([{ rolling: {} }]);
    expect(spec.output?.files).toEqual([{ file: 'a.csv' }]);
  });
});

describe('what is wrong is told with line and column, all at once, in the order of the lines', () => {
  it('shows the line with carets below it', () => {
    expect(() =>
      parseWorkflow('task:\n  modle: { class: A }\n  dataset: { class: B }\n', { file: 'w.yaml' }),
    ).toThrowError(
      'w.yaml:1:1: task needs "model"\n' +
        '  1 | task:\n' +
        '    | ^^^^\n\n' +
        'w.yaml:2:3: "modle" is no key of task; did you mean "model"?\n' +
        '  2 |   modle: { class: A }\n' +
        '    |   ^^^^^',
    );
  });

  it.each([
    ['genrate: []', '2:1 "genrate" is no key of the file; did you mean "generate"?'],
    [
      'zzz: 1',
      '2:1 "zzz" is no key of the file; it takes experiment, pool, task, calendar, generate, trainer, collect, ensemble, output',
    ],
    ['generate: [{ rolling: { stp: 1 } }]', '2:25 "stp" is no key of generate[0].rolling; did you mean "step"?'],
    ['generate: { rolling: { stp: 1 } }', '2:24 "stp" is no key of generate.rolling; did you mean "step"?'],
    ['generate: [{ rolling: { step: 0 } }]', '2:31 generate[0].rolling.step must be 1 or more'],
    [
      'generate: [{ rolling: { type: slidin } }]',
      '2:31 generate[0].rolling.type must be expanding or sliding; did you mean sliding?',
    ],
    ['generate: [{}]', '2:12 generate[0] needs one of grid, rolling, multi-horizon, class'],
    ['generate: [{ grid: 3 }]', '2:20 generate[0].grid must be a map, not a number'],
    ['generate: [{ multi-horizon: {} }]', '2:14 generate[0].multi-horizon needs "set"'],
    [
      'generate: [{ rolling: {}, kwargs: {} }]',
      '2:35 generate[0].kwargs goes with class; options of a built-in generator stand below its name',
    ],
    ['generate:', '2:10 generate is empty; write a value, or take the key out'],
    [
      'calendar: { daily: { from: 2020-1-2, to: 2020-01-09 } }',
      '2:28 calendar.daily.from must be a date such as 2020-01-31, or a date and time such as 2020-01-31T09:30:00Z',
    ],
    ['calendar: dta', '2:11 calendar must be data, or a map with businessDays, daily or dates'],
    ['trainer: { concurrency: two }', '2:25 trainer.concurrency must be a number, not a text'],
    [
      'ensemble: [avrage]',
      '2:12 ensemble[0] must be rolling, average, or a map with rolling, average, group or ensemble',
    ],
    [
      'output: { files: [/etc/passwd.csv] }',
      '2:19 output.files[0] must be a relative path without "..": a file never decides where else on the disk to write (--output does)',
    ],
    [
      'output: { metrics: [R3] }',
      '2:21 output.metrics[0] must be IC, ICIR, Rank IC, Rank ICIR, R2, RMSE, MAE or Hit Rate; did you mean R2?',
    ],
  ])('%s', (line, told) => {
    expect(problems(`${task}${line}\n`)).toEqual([told]);
  });

  it('says what to do about what only the reference has', () => {
    const told = problems(
      `qlib_init: { provider_uri: x }\nsys: {}\nport_analysis_config: {}\nexperiment_name: e\nstore: mongodb://u:p@h/d\n${task.replace('RidgeModel', 'RidgeModel, module_path: qlib.contrib')}`,
    );
    expect(told.map((each) => each.slice(0, 45))).toEqual([
      '1:1 "qlib_init" is not known here: there is n',
      '2:1 "sys" is not known here: a file never dec',
      '3:1 "port_analysis_config" is not known here:',
      '4:1 "experiment_name" is called experiment he',
      '5:1 "store" does not belong in the file: a st',
      '6:37 "module_path" is not known here: a class',
    ]);
    expect(told.join()).not.toContain('u:p@h');
  });
});

describe('YAML that does more than say values is refused', () => {
  it.each([
    ['a key twice', 'a: 1\na: 2', '2:1 this key is there already; give each key once'],
    ['a tag', 'a: !!js/function "x"', '1:4 tags are not known here; write the value without its tag'],
    ['a tag of the core', 'a: !!binary aGVsbG8=', '1:4 tags are not known here; write the value without its tag'],
    ['a second document', 'a: 1\n---\nb: 2', '2:1 a workflow file holds one document; make it two files'],
    ['an alias of nothing', 'a: *b', '1:4 there is no anchor &b before this alias'],
    ['a key that reaches a prototype', '__proto__: { a: 1 }', '1:1 "__proto__" cannot be a key'],
    ['an infinite number', 'a: .inf', '1:4 must be a finite number'],
    [
      'a number that loses digits',
      'a: 12345678901234567890',
      '1:4 has more digits than a number keeps; write it in quotes',
    ],
    ['nothing', '', '1:1 the file is empty; it needs at least task: { model, dataset }'],
  ])('%s', (_, text, told) => {
    expect(problems(text)).toEqual([told]);
  });

  it('merge keys are keys like others, not merged', () => {
    expect(problems(`${task}<<: { experiment: e }`)[0]).toContain('"<<" is no key of the file');
  });

  it('aliases that multiply (billion laughs) and aliases of themselves end at once', () => {
    const levels = Array.from(
      { length: 40 },
      (_, n) =>
        `x-${n}: &l${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*l${n - 1}`)
          .join(', ')}]`,
    );
    expect(problems(levels.join('\n'))[0]).toContain('more than 50000 values');
    expect(problems('x-a: &a [*a]')[0]).toContain('counting what aliases repeat');
  });

  it('control characters of a file never reach the terminal', () => {
    expect(() => parseWorkflow('a: "\u001b[31mred"\n"b\u001b[0m": 1\n')).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('\u001b') }),
    );
  });
});

describe('variables are expanded where they are written, and nothing else is evaluated', () => {
  const alpha = (text: string, environment: Record<string, string> = {}): unknown =>
    (
      parseWorkflow(`task:\n  dataset: { class: B }\n  model:\n    class: A\n    kwargs:\n      alpha: ${text}\n`, {
        environment,
      }).spec.task as unknown as { model: { kwargs: { alpha: unknown } } }
    ).model.kwargs.alpha;

  it.each([
    ['${A}', { A: '0.1' }, 0.1],
    ['"${A}"', { A: '0.1' }, '0.1'],
    ['x-${A}-${B:-b}', { A: '1' }, 'x-1-b'],
    ['${A:-2020-01-01}', {}, '2020-01-01'],
    ['${A:-true}', { A: '' }, true],
    ['"$${A} costs $$5, $close stays"', {}, '${A} costs $5, $close stays'],
    ['${A}', { A: '${B}', B: 'x' }, '${B}'],
    ['${A}', { A: '[1, 2]' }, '[1, 2]'],
  ])('%s', (text, environment, value) => {
    expect(alpha(text, environment as Record<string, string>)).toEqual(value);
  });

  it('inside { } YAML itself needs quotes around one, which is said', () => {
    expect(problems('task: { model: { class: ${A} } }', { A: 'a' })).toEqual([
      expect.stringMatching(
        /^1:26 this is no YAML: .*; inside \{ \} and \[ \] write \$\{…\} in quotes, or write the map in lines$/,
      ),
    ]);
  });

  it('one that is not set, and one that is none, are told where they stand', () => {
    expect(problems(`experiment: a-\${NOPE}-\${1x}\n${task}`)).toEqual([
      '1:15 the environment variable NOPE is not set; set it, or write ${NOPE:-default}',
      '1:23 ${1x} is no variable; write ${NAME} or ${NAME:-default}, and $$ for a plain $',
    ]);
  });

  it('a value never shows in a message, and a secret is not taken at all', () => {
    const environment = { MODEL: 'sesame', DB_PASSWORD: 'sesame' };
    expect(problems(`${task}trainer: { concurrency: "\${MODEL}" }`, environment)).toEqual([
      '2:25 trainer.concurrency must be a number, not a text',
    ]);
    const [told] = problems(`experiment: \${DB_PASSWORD}\n${task}`, environment);
    expect(told).toContain('DB_PASSWORD looks like a secret');
    expect(told).not.toContain('sesame');
  });
});

describe('a file that cannot be read', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windrow-workflow-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is not there, is a folder, is no text', async () => {
    await expect(readWorkflow(join(folder, 'none.yaml'))).rejects.toThrowError(
      /none\.yaml cannot be read: there is no such file/,
    );
    await expect(readWorkflow(folder)).rejects.toMatchObject({ code: 'WORKFLOW_UNREADABLE', reason: 'it is no file' });
    await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    await expect(readWorkflow(join(folder, 'latin.yaml'))).rejects.toMatchObject({ reason: 'it is no UTF-8 text' });
  });
});
