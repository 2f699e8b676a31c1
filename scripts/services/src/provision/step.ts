import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from './command.js';

const MARK = 'COMPLETE';

/** A directory that is built once and then only read. */
export interface Step {
  readonly name: string;
  readonly directory: string;
  readonly about: string;
  readonly build: (directory: string, context: CommandContext) => Promise<void>;
}

/** Whether `directory` was built to the end. */
export function isComplete(directory: string): boolean {
  return existsSync(join(directory, MARK));
}

/**
 * Builds the step's directory unless it is complete. What an interrupted build left there is cleared first; the mark
 * that makes it complete is put in place last, in one rename.
 */
export async function provide(step: Step, context: CommandContext): Promise<void> {
  if (isComplete(step.directory)) {
    context.say(`${step.name}: already there`);
    return;
  }
  if (existsSync(step.directory)) {
    context.say(`${step.name}: an earlier build stopped half-way, starting it over`);
    clearDirectory(step.directory);
  }
  context.say(`${step.name}: ${step.about}`);
  const start = performance.now();
  mkdirSync(step.directory, { recursive: true });
  await step.build(step.directory, { ...context, say: (line) => context.say(`${step.name}: ${line}`) });
  writeFileSync(join(step.directory, `${MARK}.tmp`), `${new Date().toISOString()}\n`);
  renameSync(join(step.directory, `${MARK}.tmp`), join(step.directory, MARK));
  context.say(`${step.name}: ready after ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** Deletes a directory that may have file systems mounted inside it; those are unmounted, never entered. */
export function clearDirectory(directory: string): void {
  for (const mount of mountsBelow(directory)) {
    const done = spawnSync('umount', ['--lazy', mount], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${mount} is mounted and cannot be unmounted: ${done.stderr.trim()}`);
  }
  if (process.platform === 'linux') {
    const done = spawnSync('rm', ['-rf', '--one-file-system', '--', directory], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${directory} cannot be cleared: ${done.stderr.trim()}`);
  } else {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Mount points below `directory`, deepest first. */
export function mountsBelow(directory: string): string[] {
  if (!existsSync('/proc/self/mountinfo')) return [];
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    )
    .filter((point) => point.startsWith(`${directory}/`))
    .sort((a, b) => b.length - a.length);
}
