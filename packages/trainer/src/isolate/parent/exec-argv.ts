import { needsTypescript, tsxModule } from './typescript-loader.js';

/** What must not be passed on: a debugger's port is taken, and a script given on the command line is no child's. */
const PARENT_ONLY = /^(?:--inspect(?:-\w+)*|--watch(?:-\w+)*|--eval|-e|--print|-p|-pe|--test|--input-type)(?:=|$)/;
/** What concerns modules: of the flags of a process, a thread takes these and few others. */
const MODULE_FLAGS = /^(?:--import|--require|-r|--conditions|-C)(?:=|$)/;
const WITH_VALUE =
  /^(?:--import|--loader|--experimental-loader|--require|-r|--conditions|-C|--eval|-e|--print|-p|-pe|--input-type)$/;

/**
 * The flags of node for a child: this process's own, the condition under which sources import sources where this is one, and for a
 * process that loads TypeScript `tsx`, unless a loader is there already. (A thread does not run `--import`: it loads `tsx` itself.)
 */
export function childExecArgv(isolate: 'thread' | 'process', module: string): readonly string[] {
  const inherited = flagGroups(process.execArgv)
    .filter(([flag = '']) => (isolate === 'thread' ? MODULE_FLAGS.test(flag) : !PARENT_ONLY.test(flag)))
    .flat();
  if (!needsTypescript(module)) return inherited;
  const conditions = inherited.includes('@windrow/source') ? [] : ['--conditions=@windrow/source'];
  if (isolate === 'thread' || hasLoader(inherited)) return [...inherited, ...conditions];
  const loader = tsxModule(module, '.');
  return loader === undefined ? [...inherited, ...conditions] : [...inherited, ...conditions, '--import', loader];
}

function hasLoader(flags: readonly string[]): boolean {
  const options = `${flags.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  return /\b(?:tsx|ts-node|swc|jiti|strip-types|transform-types)\b/.test(options);
}

/** Flags, each with the value that follows it. */
function flagGroups(flags: readonly string[]): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at] as string;
    const value = WITH_VALUE.test(flag) ? flags[at + 1] : undefined;
    groups.push(value === undefined ? [flag] : [flag, value]);
    if (value !== undefined) at++;
  }
  return groups;
}
