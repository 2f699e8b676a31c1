import { loadScript, type Script } from '../script/script.js';

const load = (name: string, ...parts: readonly string[]): Script => loadScript(import.meta.url, name, parts);
const onPool = (name: string): Script => load(name, 'clock', 'pool');
const onAttempts = (name: string): Script => load(name, 'clock', 'log', 'close', 'pool', 'attempt');
const byHand = (name: string): Script => load(name, 'clock', 'log', 'close', 'pool', 'attempt', 'restart');

type ScriptName =
  | 'submit'
  | 'import'
  | 'exchange'
  | 'renew'
  | 'settle'
  | 'due'
  | 'expire'
  | 'promote'
  | 'retire'
  | 'remove'
  | 'prioritize'
  | 'delay'
  | 'cancel'
  | 'tag'
  | 'reset'
  | 'replace'
  | 'read'
  | 'count'
  | 'configure'
  | 'announce'
  | 'workers';

/** Every state change of a task store, each one Lua script in a file of its own. */
export const SCRIPTS: Readonly<Record<ScriptName, Script>> = {
  submit: load('submit', 'clock'),
  import: load('import', 'clock'),
  exchange: load('exchange', 'clock', 'log', 'close'),
  renew: load('renew', 'clock'),
  settle: onAttempts('settle'),
  due: load('due', 'clock'),
  expire: onAttempts('expire'),
  promote: onPool('promote'),
  retire: onPool('retire'),
  remove: onPool('remove'),
  prioritize: onPool('prioritize'),
  delay: onPool('delay'),
  cancel: onPool('cancel'),
  tag: onPool('tag'),
  reset: byHand('reset'),
  replace: byHand('replace'),
  read: load('read', 'log'),
  count: load('count'),
  configure: load('configure', 'clock'),
  announce: load('announce', 'clock'),
  workers: load('workers', 'clock'),
};
