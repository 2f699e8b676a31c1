import { fitTo } from './text-width.js';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_BELOW = '\x1b[J';
const UP = (lines: number): string => (lines === 0 ? '\r' : `\x1b[${lines}A\r`);

/** The terminal that a live screen draws on. */
interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
}

/**
 * Lines that are drawn over themselves. They never wrap and never scroll: each is cut to the width, and lines below the last row are
 * left out. The cursor is hidden until `end`, also when the process ends without it.
 */
export class LiveScreen {
  readonly #screen: Screen;
  readonly #restore = (): void => void this.#screen.write(SHOW_CURSOR);
  #drawn = 0;
  #ended = false;

  constructor(screen: Screen = process.stdout) {
    this.#screen = screen;
    screen.write(HIDE_CURSOR);
    process.once('exit', this.#restore);
  }

  /** @param lines may be coloured */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.#screen;
    const fitting = lines.slice(0, Math.max(1, rows - 1)).map((line) => fitTo(line, columns - 1).trimEnd());
    // In one write, so that nobody sees half of it; a colour that was cut off ends with its line.
    this.#screen.write(`${UP(this.#drawn)}${CLEAR_BELOW}${fitting.map((line) => `${line}\x1b[0m\n`).join('')}`);
    this.#drawn = fitting.length;
  }

  /** After a change of size nobody knows where the old lines are: begin on an empty screen. */
  clear(): void {
    this.#screen.write('\x1b[2J\x1b[H');
    this.#drawn = 0;
  }

  /** Leaves the last lines where they are and gives the cursor back. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    process.off('exit', this.#restore);
    this.#restore();
  }
}
