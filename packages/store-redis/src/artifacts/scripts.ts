import { loadScript, type Script } from '../script/script.js';

const load = (name: string): Script => loadScript(import.meta.url, name, ['clock']);

/** Every state change of an artifact store, each one Lua script in a file of its own. */
export const SCRIPTS: Readonly<Record<'upload' | 'commit' | 'touch' | 'remove' | 'abandon' | 'leftovers', Script>> = {
  upload: load('upload'),
  commit: load('commit'),
  touch: load('touch'),
  remove: load('remove'),
  abandon: load('abandon'),
  leftovers: load('leftovers'),
};
