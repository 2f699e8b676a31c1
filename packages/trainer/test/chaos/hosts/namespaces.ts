import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const SUBNET = '10.213.7';
const PREFIX = 'windrow-';

/** A host of the network: a network namespace of its own, on the server's switch. */
export interface Host {
  readonly name: string;
  /** What a command begins with that is to run there. */
  readonly enter: readonly string[];
  /** Takes its cable out, and puts it in again. */
  plug(connected: boolean): void;
}

export interface Network {
  /** Where the server is to run. */
  readonly server: { readonly name: string; readonly enter: readonly string[]; readonly address: string };
  readonly hosts: readonly Host[];
  /** What the cables do besides: delay and loss, where the kernel can. */
  readonly weather: string;
  /** Takes away what was made. Twice is fine. */
  remove(): void;
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}

function portOf(host: number): string {
  return `port-${host}`;
}

/** How a host's cable is taken out of the switch, and put in again. */
export function plugOf(server: string, host: number): Host['plug'] {
  return (connected) => ip('-n', server, 'link', 'set', portOf(host), connected ? 'up' : 'down');
}

/** Why no network of one's own can be made here, in one line; undefined when it can. */
export function missingNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  const name = `${PREFIX}${process.pid}-probe`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'delete', name);
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    if (code === 'ENOENT') return 'network namespaces need `ip` (Debian: iproute2)';
    return `network namespaces cannot be made here (they need root): ${stderr?.toString().trim()}`;
  }
}

/**
 * Makes a server and some hosts, each in a network namespace, whose cables end in a switch at the server's. Nothing outside can reach
 * them, and they reach nothing outside. Names carry this process's id; what processes that are no more have left is taken away first.
 */
export function makeNetwork(hosts: number): Network {
  removeLeftovers();
  const name = (of: string): string => `${PREFIX}${process.pid}-${of}`;
  const made: string[] = [];
  const remove = (): void => {
    for (const each of made.splice(0)) ip('netns', 'delete', each);
  };
  const add = (of: string): string => {
    ip('netns', 'add', name(of));
    made.push(name(of));
    ip('-n', name(of), 'link', 'set', 'lo', 'up');
    return name(of);
  };
  process.once('exit', remove);
  try {
    const server = add('server');
    ip('-n', server, 'link', 'add', 'switch', 'type', 'bridge');
    ip('-n', server, 'address', 'add', `${SUBNET}.1/24`, 'dev', 'switch');
    ip('-n', server, 'link', 'set', 'switch', 'up');
    const all = Array.from({ length: hosts }, (_, i): Host => {
      const host = add(`host-${i}`);
      const port = portOf(i);
      ip('link', 'add', 'cable', 'netns', host, 'type', 'veth', 'peer', 'name', port, 'netns', server);
      ip('-n', server, 'link', 'set', port, 'master', 'switch', 'up');
      ip('-n', host, 'address', 'add', `${SUBNET}.${10 + i}/24`, 'dev', 'cable');
      ip('-n', host, 'link', 'set', 'cable', 'up');
      return { name: host, enter: ['ip', 'netns', 'exec', host], plug: plugOf(server, i) };
    });
    return {
      server: { name: server, enter: ['ip', 'netns', 'exec', server], address: `${SUBNET}.1` },
      hosts: all,
      weather: makeWeather(all),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Each host's packets take 5 ms ± 3 more, and one in a hundred is lost. */
function makeWeather(hosts: readonly Host[]): string {
  try {
    for (const { name } of hosts) {
      const rule = ['netem', 'delay', '5ms', '3ms', 'loss', '1%'];
      execFileSync('ip', ['netns', 'exec', name, 'tc', 'qdisc', 'add', 'dev', 'cable', 'root', ...rule], {
        stdio: 'pipe',
      });
    }
    return '5 ms ± 3 later, one packet in a hundred lost';
  } catch (error) {
    return `no delay and no loss: ${((error as { stderr?: Buffer }).stderr ?? String(error)).toString().trim()}`;
  }
}

function removeLeftovers(): void {
  for (const name of existing()) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? process.pid);
    if (pid !== process.pid && !lives(pid)) ip('netns', 'delete', name);
  }
}

function existing(): readonly string[] {
  try {
    return readdirSync('/run/netns');
  } catch {
    return [];
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
