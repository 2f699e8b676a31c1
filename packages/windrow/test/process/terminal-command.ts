import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { commandEnv, MAIN, type Surroundings } from './command-line.js';

export interface TerminalSurroundings extends Surroundings {
  readonly columns?: number;
  readonly rows?: number;
  /** What runs; default: the command. */
  readonly program?: readonly [file: string, ...args: string[]];
}

export interface TerminalEnded {
  readonly code: number;
  /** All that was sent to the terminal, with its control sequences. */
  readonly raw: string;
  /** What a person sees at the end. */
  readonly screen: string;
  /** Whether a line went over the edge into the next. */
  readonly wrapped: boolean;
}

/** A command on a pseudo-terminal, with an emulator that shows what a person would see. */
export class TerminalCommand {
  raw = '';
  readonly ended: Promise<TerminalEnded>;
  readonly #pty;
  readonly #terminal;
  readonly #watchers = new Set<() => void>();

  constructor(
    args: readonly string[],
    { cwd, env, columns = 100, rows = 40, program = [process.execPath, MAIN] }: TerminalSurroundings,
  ) {
    const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
    const [file, ...first] = program;
    const pty = spawn(file, [...first, ...args], {
      cwd,
      cols: columns,
      rows,
      name: 'xterm-256color',
      env: commandEnv(env),
    });
    this.#pty = pty;
    this.#terminal = terminal;
    pty.onData((data) => {
      this.raw += data;
      terminal.write(data, () => {
        for (const look of this.#watchers) look();
      });
    });
    this.ended = new Promise((resolve) => {
      pty.onExit(({ exitCode }) => {
        // What was written before the end may still be on its way through the emulator.
        terminal.write('', () =>
          resolve({ code: exitCode, raw: this.raw, screen: this.screen, wrapped: this.wrapped }),
        );
      });
    });
  }

  /** The text on the terminal, scrolled-out lines too, without empty lines at its end. */
  get screen(): string {
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /** Whether a long line has gone over the edge into the next. */
  get wrapped(): boolean {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: active.length }, (_, y) => active.getLine(y)?.isWrapped === true).includes(true);
  }

  /** Until what is on the screen passes. */
  async until(passes: (screen: string) => boolean): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!passes(this.screen)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
    const early = this.ended.then(({ code, screen }) => {
      if (!passes(screen)) throw new Error(`The command ended with ${code} before that.\n${screen}`);
    });
    await Promise.race([seen, early]);
  }

  /** Presses keys: `\x03` is Ctrl-C. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
    this.#terminal.resize(columns, rows);
  }
}

/** Runs a command on a terminal to its end. */
export function onTerminal(args: readonly string[], surroundings: TerminalSurroundings): Promise<TerminalEnded> {
  return new TerminalCommand(args, surroundings).ended;
}
