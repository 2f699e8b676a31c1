import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The directory inside the system root at which a run's own data directory appears. */
export const DATA_INSIDE = '/data';

/**
 * A command that runs inside a system root as one of its users. It sees `data` as `/data` and a `proc` of its own.
 * Both are mounted in a mount namespace that ends with the command, so nothing stays mounted, and its processes are in
 * a process namespace, so none stays running, however it ended.
 */
export function insideRoot(
  root: string,
  user: string,
  data: string,
  command: readonly string[],
): { readonly program: string; readonly args: readonly string[] } {
  const script =
    'root=$1 user=$2 data=$3; shift 3; mount -t proc proc "$root/proc" && ' +
    `mount --bind "$data" "$root${DATA_INSIDE}" && exec chroot --userspec="$user" "$root" env HOME=/tmp LC_ALL=C.UTF-8 "$@"`;
  const args = [
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--fork',
    '--kill-child',
    'sh',
    '-c',
    script,
    'sh',
    root,
    user,
    data,
    ...command,
  ];
  return { program: 'unshare', args };
}

/** The numeric user and group of a user inside a system root. */
export function userOfRoot(root: string, name: string): { readonly uid: number; readonly gid: number } {
  const entry = readFileSync(join(root, 'etc/passwd'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = entry?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`the system root ${root} has no user ${name}`);
  return { uid: Number(uid), gid: Number(gid) };
}
