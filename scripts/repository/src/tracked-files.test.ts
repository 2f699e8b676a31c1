import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../../../', import.meta.url));
const lines = execFileSync('git', ['ls-files', '-z'], { cwd: top })
  .toString()
  .split('\0')
  .filter((file) => file !== '')
  .flatMap(linesOf);

/** Every line of a text file, with where it stands. */
function linesOf(file: string): { where: string; text: string }[] {
  let content: string;
  try {
    content = readFileSync(`${top}${file}`, 'utf8');
  } catch {
    return []; // Deleted, but not yet committed as such.
  }
  if (content.includes('\0')) return [];
  return content.split('\n').map((text, index) => ({ where: `${file}:${index + 1}`, text }));
}

function offenders(pattern: RegExp): string[] {
  return lines
    .filter(({ text }) => pattern.test(text))
    .map(({ where, text }) => `${where}: ${text.trim().slice(0, 120)}`);
}

/** What this machine is told to fetch packages from, as host names. */
function registryHosts(): string[] {
  const asked = [
    ['npm', 'config', 'get', 'registry'],
    ['pip', 'config', 'get', 'global.index-url'],
    ['go', 'env', 'GOPROXY'],
  ] as const;
  const answers = asked.map(([program, ...args]) => {
    try {
      return execFileSync(program, args, { cwd: top, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    } catch {
      return ''; // Not installed, or nothing configured.
    }
  });
  return [...answers.join(' ').matchAll(/https?:\/\/(?:[^@/\s]*@)?([^/,:\s]+)/g)].map(([, host]) => host ?? '');
}

describe('the files of the repository', () => {
  it('name no directory of the machine they were written on', () => {
    expect(lines.length).toBeGreaterThan(1000);
    expect(offenders(/(?<![\w.$})/-])\/(?:work|root|home|Users|tmp)\/\w/)).toEqual([]);
  });

  it('name no package registry host', () => {
    const hosts = registryHosts();
    expect(hosts.length).toBeGreaterThan(0);
    expect(offenders(new RegExp(hosts.map((host) => host.replaceAll('.', '\\.')).join('|')))).toEqual([]);
  });

  it('lock no dependency to a download address', () => {
    const lock = JSON.parse(readFileSync(`${top}package-lock.json`, 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    const addresses = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes('://'));
    expect(addresses).toEqual([]);
  });
});
