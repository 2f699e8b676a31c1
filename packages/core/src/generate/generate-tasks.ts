import { InvalidArgumentError } from '../errors/task-errors.js';
import type { TaskDefinition } from '../task/definition.js';
import { freezeDefinition } from './freeze-definition.js';
import type { TaskGen, TaskGenLike } from './task-gen.js';

/** One task or many. */
export type Templates = TaskDefinition | Iterable<TaskDefinition>;

/** One generator or many. */
export type Generators = TaskGenLike | Iterable<TaskGenLike>;

/**
 * Runs templates through generators, one after the other, each over all tasks of the one before: three templates and generators of two and
 * three make 18 tasks, template first, last generator fastest. Without generators the templates themselves come back. Tasks are deeply
 * frozen copies, the templates stay as they are. (Reference: `qlib.workflow.task.gen.task_generator`.)
 *
 * @throws InvalidArgumentError for what is no generator, or one that returns no list of tasks.
 * @throws InvalidDefinitionError for a task that is no plain JSON.
 */
export function generateTasks(templates: Templates, generators: Generators = []): readonly TaskDefinition[] {
  return Object.freeze([...iterateTasks(templates, generators)]);
}

/**
 * As {@link generateTasks}, lazily: only the task that is being looked at, and those it was made from, are held. What is wrong with the
 * generators is said at once, what is wrong with a task when its turn comes.
 */
export function iterateTasks(templates: Templates, generators: Generators = []): Iterable<TaskDefinition> {
  const from = listOf<TaskDefinition>(templates);
  const chain = [...listOf<TaskGenLike>(generators)].map(stepOf);
  return { [Symbol.iterator]: () => through(from, chain, 0) };
}

type Step = (task: TaskDefinition) => Iterable<TaskDefinition>;

function* through(
  tasks: Iterable<TaskDefinition>,
  chain: readonly Step[],
  depth: number,
): Generator<TaskDefinition, void, undefined> {
  const step = chain[depth];
  for (const task of tasks) {
    const frozen = freezeDefinition(task);
    if (step === undefined) yield frozen;
    else yield* through(step(frozen), chain, depth + 1);
  }
}

function stepOf(generator: TaskGenLike, index: number): Step {
  const argument = `generators[${index}]`;
  const generate = generateOf(generator);
  if (generate === undefined) {
    throw new InvalidArgumentError(
      argument,
      'it is no generator; give a function, or an object with generate(task), such as a RollingGen',
    );
  }
  return (task) => {
    const made: unknown = generate(task);
    if (typeof made === 'object' && made !== null && Symbol.iterator in made) return made as Iterable<TaskDefinition>;
    throw new InvalidArgumentError(
      argument,
      `it returned ${made instanceof Promise ? 'a promise' : typeof made}; return a list of tasks`,
    );
  };
}

function generateOf(generator: TaskGenLike): Step | undefined {
  if (typeof generator === 'function') return generator;
  if (typeof generator !== 'object' || generator === null) return undefined;
  const { iterate, generate } = generator as Partial<TaskGen>;
  if (typeof iterate === 'function') return (task) => iterate.call(generator, task);
  return typeof generate === 'function' ? (task) => generate.call(generator, task) : undefined;
}

function listOf<T extends object>(given: T | Iterable<T>): Iterable<T> {
  return typeof given === 'object' && given !== null && Symbol.iterator in given ? given : [given as T];
}
