import { loadScript, type Script } from '../script/script.js';

const load = (name: string, ...parts: readonly string[]): Script => loadScript(import.meta.url, name, parts);

type ScriptName =
  | 'getOrCreate'
  | 'rename'
  | 'delete'
  | 'restore'
  | 'purge'
  | 'createRecorder'
  | 'setStatus'
  | 'writeRecorder'
  | 'logMetrics'
  | 'markRecorder'
  | 'purgeRecorder'
  | 'readHashes';

/** Every state change of an experiment store, each one Lua script in a file of its own. */
export const SCRIPTS: Readonly<Record<ScriptName, Script>> = {
  getOrCreate: load('get-or-create', 'clock'),
  rename: load('rename-experiment'),
  delete: load('delete-experiment'),
  restore: load('restore-experiment'),
  purge: load('purge-experiment'),
  createRecorder: load('create-recorder', 'clock'),
  setStatus: load('set-status', 'clock', 'fence'),
  writeRecorder: load('write-recorder', 'fence'),
  logMetrics: load('log-metrics', 'fence'),
  markRecorder: load('mark-recorder'),
  purgeRecorder: load('purge-recorder'),
  readHashes: load('read-hashes'),
};
