import { UsageError } from './exit-codes.js';

/** Asks before something is destroyed; `yes` answers for the person. In a pipe nobody can be asked. @throws UsageError */
export async function confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      `${question} Nobody can be asked here: say --yes to do it, or --dry-run to see what would happen.`,
    );
  }
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: question, initialValue: false });
  return !isCancel(answer) && answer;
}
