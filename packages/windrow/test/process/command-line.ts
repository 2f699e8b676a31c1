import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkAnswers } from '../answers/check-answer.js';

/** The compiled command, as it is installed. */
export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a command under test: nothing of this process's that steers it. */
export function commandEnv(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LANG: 'C.UTF-8', ...own };
}

/**
 * A command whose output goes into pipes, while it runs. What it prints with `--json` is held to the published schemas.
 */
export class PipedCommand {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly #child;
  readonly #watchers = new Set<() => void>();
  #stoppedReading = false;

  constructor(args: readonly string[], { cwd, env }: Surroundings) {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: commandEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (data: Buffer) => {
      this.stdout += data.toString();
      for (const look of this.#watchers) look();
    });
    child.stderr.on('data', (data: Buffer) => {
      this.stderr += data.toString();
      for (const look of this.#watchers) look();
    });
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        try {
          if (args.includes('--json') && !this.#stoppedReading) checkAnswers(this.stdout);
          resolve({ code, stdout: this.stdout, stderr: this.stderr });
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Until what it has written to standard output so far passes, or to standard error. */
  async until(passes: (stdout: string, stderr: string) => boolean): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!passes(this.stdout, this.stderr)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
    const early = this.ended.then(({ code, stdout, stderr }) => {
      if (passes(stdout, stderr)) return;
      throw new Error(`The command ended with ${code} before that.\n${stdout}\n${stderr}`);
    });
    await Promise.race([seen, early]);
  }

  /** Closes this end of its standard output, as `head -1` does. */
  stopReading(): void {
    this.#stoppedReading = true;
    this.#child.stdout.destroy();
  }

  /** The same for its standard error. */
  stopListening(): void {
    this.#child.stderr.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Runs a command in a pipe to its end. */
export function inPipe(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return new PipedCommand(args, surroundings).ended;
}
