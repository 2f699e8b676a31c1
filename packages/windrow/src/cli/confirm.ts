import { InterruptedError, UsageError } from './cli-errors.js';

export interface ConfirmOptions {
  /** Answers for the person. */
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * Asks before something is destroyed. In a pipe nobody can be asked, and with `--json` nothing but the answer may be written.
 *
 * @throws UsageError when nobody can be asked, InterruptedError for Ctrl-C
 */
export async function confirmed(question: string, { yes, json }: ConfirmOptions): Promise<boolean> {
  if (yes === true) return true;
  if (json === true || !process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      `${question} Nobody can be asked here: say --yes to do it, or --dry-run to see what would happen.`,
    );
  }
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: question, initialValue: false });
  if (isCancel(answer)) throw new InterruptedError('Stopped. Nothing was done.');
  if (!answer) process.stderr.write('Nothing was done.\n');
  return answer;
}
