import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandContext, runCommand } from './command.js';
import { onPath } from './on-path.js';

/** Why Debian packages cannot be installed here, or undefined when they can. */
export function whyNoApt(): string | undefined {
  if (process.platform !== 'linux' || onPath('apt-get') === undefined)
    return 'it is a Debian package and this is not Debian';
  if (process.getuid?.() !== 0) return 'installing a Debian package needs root';
  return undefined;
}

let queue: Promise<void> = Promise.resolve();

/**
 * Installs Debian packages, fetching the package lists first when the machine has none or they are stale. One
 * installation at a time: apt has locks that it does not wait for.
 */
export function aptInstall(packages: readonly string[], log: string, context: CommandContext): Promise<void> {
  const turn = queue.then(() => install(packages, log, context));
  queue = turn.catch(() => {});
  return turn;
}

async function install(packages: readonly string[], log: string, context: CommandContext): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const args = ['install', '-y', '-q', '--no-install-recommends', ...wait, ...packages];
  const bounds = { log, env, timeoutMs: 5 * 60_000 };
  if (hasLists()) {
    try {
      await runCommand({ program: 'apt-get', args, ...bounds }, context);
      return;
    } catch {
      context.say('the package lists may be stale, fetching them again');
    }
  } else {
    context.say('fetching the Debian package lists');
  }
  try {
    await runCommand({ program: 'apt-get', args: ['update', '-q'], attempts: 3, ...bounds }, context);
  } catch {
    // One unreachable third-party source fails the whole update; whether Debian's own lists came shows in the install.
    context.say('not every package list could be fetched');
  }
  await runCommand({ program: 'apt-get', args, attempts: 3, ...bounds }, context);
}

function hasLists(): boolean {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/** The Debian mirror this machine installs from, as its apt sources name it: they may not have been fetched yet. */
export function debianMirror(etc = '/etc/apt'): string | undefined {
  const files = [join(etc, 'sources.list'), ...namesIn(join(etc, 'sources.list.d'))];
  for (const file of files.filter((name) => existsSync(name))) {
    const uri = /^(?!\s*#).*?(https?:\/\/\S+\/debian\/?)(?=\s|$)/m.exec(readFileSync(file, 'utf8'))?.[1];
    if (uri !== undefined) return uri;
  }
  return undefined;
}

/** This machine's apt settings (proxies, time-outs), which a new system needs to install from the same mirror. */
export function aptSettings(): string[] {
  return namesIn('/etc/apt/apt.conf.d');
}

function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name));
}
