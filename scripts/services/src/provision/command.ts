import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from './say.js';

/** What every provisioning command shares: where progress goes, and the lock that its process must hold. */
export interface CommandContext {
  readonly say: Say;
  readonly lockFd: number;
}

/** One command of a provisioning step. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Everything the command prints goes here; its last lines are quoted when it fails. */
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  /** How often to try; a network may need several. Default 1. */
  readonly attempts?: number;
  /** How long to wait before the second attempt; the wait grows with each. Default 4 s. */
  readonly pauseMs?: number;
  /** Bound on one attempt. Default 15 minutes. */
  readonly timeoutMs?: number;
}

const running = new Set<ChildProcess>();

/** Ends the commands that are under way, for a provisioning run that is interrupted. */
export function interruptCommands(): void {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command to its end, telling every 20 s that it is still at work.
 * @throws Error with the end of its log when it fails `attempts` times or exceeds its bound
 */
export async function runCommand(command: Command, context: CommandContext): Promise<void> {
  const attempts = command.attempts ?? 1;
  for (let attempt = 1; ; attempt++) {
    const code = await once(command, context);
    if (code === 0) return;
    const what = `${command.program} ${command.args[0] ?? ''}`.trim();
    const end = lastLines(command.log, 12);
    if (attempt >= attempts) {
      throw new Error(
        `${what} ended with ${code === 124 ? 'its time bound reached' : `code ${code}`}; log: ${command.log}\n${end}`,
      );
    }
    context.say(`${what} failed (${lastLines(command.log, 1)}), trying again (${attempt + 1} of ${attempts})`);
    await sleep((command.pauseMs ?? 4000) * attempt);
  }
}

function once(command: Command, { say, lockFd }: CommandContext): Promise<number> {
  mkdirSync(dirname(command.log), { recursive: true });
  const log = openSync(command.log, 'a');
  return new Promise<number>((resolve, reject) => {
    // `timeout` leads a process group of its own and ends the whole group.
    const bound = String((command.timeoutMs ?? 15 * 60_000) / 1000);
    const child = spawn('timeout', ['--kill-after=10', bound, command.program, ...command.args], {
      stdio: [command.input === undefined ? 'ignore' : 'pipe', log, log, lockFd],
      env: { ...process.env, ...command.env },
      cwd: command.cwd,
    });
    running.add(child);
    child.stdin?.end(command.input);
    const heartbeat = setInterval(() => say(`still at it ${lastLines(command.log, 1)}`.trimEnd()), 20_000);
    const done = (): void => {
      clearInterval(heartbeat);
      running.delete(child);
      closeSync(log);
    };
    child.once('error', (cause) => {
      done();
      reject(cause);
    });
    child.once('exit', (code) => {
      done();
      resolve(code ?? 1);
    });
  });
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split(/[\r\n]+/)
    .slice(-count)
    .map((line) => line.slice(0, 200))
    .join('\n');
}
