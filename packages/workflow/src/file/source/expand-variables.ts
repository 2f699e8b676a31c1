/** What the environment has. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expanded {
  readonly text: string;
  /** What is wrong, each with the reference as it is written. */
  readonly problems: readonly { readonly reference: string; readonly message: string }[];
  /** Whether the text was one reference and nothing else. */
  readonly whole: boolean;
}

const reference = /\$\$|\$\{([^}\n]*)(\}?)/g;
const form = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const secret = /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)(_|$)/i;

/**
 * `${NAME}` and `${NAME:-default}` replaced by the environment's values, `$$` by `$`; every other `$` stays. As in a shell, the default
 * counts where the variable is not set or empty. Nothing else is evaluated, and a value is never looked into again.
 */
export function expandVariables(text: string, environment: Environment): Expanded {
  const problems: { readonly reference: string; readonly message: string }[] = [];
  let whole = false;
  const expanded = text.replace(reference, (found: string, inside: string | undefined, closed: string) => {
    if (inside === undefined) return '$';
    const parsed = closed === '' ? null : form.exec(inside);
    if (parsed === null) {
      problems.push({
        reference: found,
        message: `${shown(found)} is no variable; write \${NAME} or \${NAME:-default}, and $$ for a plain $`,
      });
      return '';
    }
    const [, name = '', fallback] = parsed;
    whole = found === text;
    if (secret.test(name)) {
      problems.push({
        reference: found,
        message: `${name} looks like a secret, and what a task says is stored, shown and recorded; let the component read process.env.${name} itself`,
      });
      return '';
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value !== undefined) return value;
    problems.push({
      reference: found,
      message: `the environment variable ${name} is not set; set it, or write \${${name}:-default}`,
    });
    return '';
  });
  return { text: expanded, problems, whole };
}

function shown(found: string): string {
  return found.length > 40 ? `${found.slice(0, 40)}…` : found;
}
