import { type Mutant, mutants } from './mutant.js';

/** What goes wrong above a task store: found through the manager that the suite puts on it. */
const CORE: readonly Mutant[] = mutants('TaskStore', 'core/src', [
  [
    'dedupe-by-key-order',
    1,
    'equal definitions with their keys in another order are two tasks',
    'knows equal definitions again, whatever the order of their keys',
    'task/canonical.ts',
    ['return JSON.stringify(ordered);', 'return JSON.stringify(definition);'],
  ],
  [
    'wait-misses-removal',
    14,
    'a removed task is waited for',
    'may all be lost: whoever waits comes to know of a removal',
    'manage/open-tasks.ts',
    [
      'const open = tasks.filter((task) => isOpen(task, until)).map(({ id }) => id);',
      'const ended = tasks.filter((task) => !isOpen(task, until)).map(({ id }) => id);\n        const open = remaining.slice(0, CHUNK).filter((id) => !ended.includes(id));',
    ],
  ],
  [
    'wait-believes-events',
    14,
    'a wait looks again only when an event comes',
    'may all be lost: whoever waits comes to know of every end',
    'manage/wait-for-tasks.ts',
    ['await wake.wait(Math.min(pollMs - restMs, leftMs()));', 'await wake.wait(timeoutMs ?? 60_000);'],
  ],
]);

const EXPERIMENT: readonly Mutant[] = mutants('ExperimentStore', 'store-memory/src', [
  [
    'name-is-not-looked-up',
    1,
    'every caller gets an experiment of its own',
    'gives fifty parallel callers on two clients one id',
    'experiment/experiment-table.ts',
    ['if (living !== undefined) return living;', ''],
  ],
  [
    'deleted-keeps-its-name',
    1,
    'the name of a deleted experiment stays taken',
    'frees the name when an experiment is deleted, and keeps its id',
    'experiment/experiment-table.ts',
    ['if (!experiment.deleted) this.#byName.delete(experiment.name);', ''],
  ],
  [
    'restore-takes-the-name-back',
    1,
    'two living experiments have one name',
    'frees the name when an experiment is deleted, and keeps its id',
    'experiment/experiment-table.ts',
    ['    this.#checkFree(experiment.name, experiment);\n', ''],
  ],
  [
    'param-overwritten',
    2,
    'the last value of a param wins',
    'refuses another value',
    'experiment/memory-experiment-store.ts',
    ['mergeParams(id, recorder.params, structuredClone(params))', '({ ...recorder.params, ...params })'],
  ],
  [
    'point-doubled',
    3,
    'a step written twice has two points',
    'lets the last write of a step win, with its time',
    'experiment/metric-series.ts',
    ['if (at === this.#length || this.#steps[at] !== point.step) this.#openGap(at);', 'this.#openGap(at);'],
  ],
  [
    'last-written-metric',
    3,
    'a metric shows what was written last, not its highest step',
    'shows of each metric the value at its highest step',
    'experiment/metric-series.ts',
    ['this.#values[at] = point.value;', 'this.#values[at] = point.value;\n    this.lastWritten = point.value;'],
    ['return this.#values[this.#length - 1] as number;', 'return this.lastWritten;'],
    ['  #length = 0;\n', '  #length = 0;\n  lastWritten = 0;\n'],
  ],
  [
    'status-without-compare',
    4,
    'a status is set whatever it was',
    'refuses a move from a status that was not named, and changes nothing',
    'experiment/memory-experiment-store.ts',
    ['if (!change.from.includes(recorder.status)) throw', 'if (change.from.length === 0) throw'],
  ],
  [
    'old-attempt-writes-on',
    4,
    'an attempt that lost its task goes on writing',
    'refuses the writes of an older attempt where it can, and never breaks over them elsewhere',
    'experiment/recorder-record.ts',
    ['fence < this.#task.fence) {', 'fence < 0) {'],
  ],
  [
    'deleted-recorders-listed',
    6,
    'deleted recorders are listed with the others',
    'hides what was deleted until it is restored, and forgets what was purged',
    'experiment/list-recorders.ts',
    ['if (record.deleted !== (query.deleted ?? false)) continue;', ''],
  ],
  [
    'unflushed-dropped',
    7,
    'a recorder says FINISHED and nothing of what is missing',
    'lists with the end what did not reach the store',
    'experiment/memory-experiment-store.ts',
    ['if (change.unflushed !== undefined) recorder.unflushed', 'if (change.unflushed === null) recorder.unflushed'],
  ],
]);

const ARTIFACT: readonly Mutant[] = mutants('ArtifactStore', 'store-memory/src', [
  [
    'names-folded',
    1,
    'names that differ in case are one artifact',
    'keeps names apart exactly, and lists them by code point',
    'artifact/owner-shelf.ts',
    ['this.#artifacts.set(artifact.name, artifact);', 'this.#artifacts.set(artifact.name.toLowerCase(), artifact);'],
    ['return this.#artifacts.get(name);', 'return this.#artifacts.get(name.toLowerCase());'],
  ],
  [
    'names-listed-by-utf16',
    1,
    'names are listed by UTF-16 unit',
    'keeps names apart exactly, and lists them by code point',
    'artifact/memory-artifact-store.ts',
    ['.sort((a, b) => compareCodePoints(a.name, b.name))', '.sort((a, b) => (a.name < b.name ? -1 : 1))'],
  ],
  [
    'half-an-upload-is-stored',
    2,
    'when the source breaks, what came so far is the artifact',
    'keeps the old bytes when the source fails half-way, and none where none were',
    'artifact/collect-bytes.ts',
    ['for await (const piece of data) {', 'for await (const piece of untilItBreaks(data)) {'],
    [
      '/**\n * All of the data',
      `async function* untilItBreaks(data: AsyncIterable<Uint8Array>) {
  try {
    yield* data;
  } catch {}
}

/**
 * All of the data`,
    ],
  ],
  [
    'range-includes-its-end',
    3,
    'a range gives one byte too many',
    'reads ranges: start inclusive, end exclusive',
    'artifact/read-pieces.ts',
    ['Math.min(range?.end ?? bytes.byteLength', 'Math.min((range?.end ?? bytes.byteLength) + 1'],
  ],
  [
    'touch-does-nothing',
    4,
    'gc takes what was just touched',
    'is refreshed by put and by touch, by its own clock',
    'artifact/memory-artifact-store.ts',
    ['for (const artifact of touched) artifact.touchedAt = now;', 'void [now, touched];'],
  ],
  [
    'open-uploads-unseen',
    4,
    'gc takes what is being uploaded',
    'counts an upload under way as a touch',
    'artifact/owner-shelf.ts',
    ['for (const upload of this.#uploads) {', 'for (const upload of [] as Upload[]) {'],
  ],
]);

export const OTHER_MUTANTS: readonly Mutant[] = [...CORE, ...EXPERIMENT, ...ARTIFACT];
