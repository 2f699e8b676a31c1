/** What files of the reference's `qrun` have at the top, and what to do about it here. */
export const referenceKeys: ReadonlyMap<string, string> = new Map([
  [
    'qlib_init',
    'is not known here: there is no global initialisation. The store is --store, WINDROW_STORE or windrow.config.ts; data come from the handler that task.dataset names. Take it out',
  ],
  [
    'sys',
    'is not known here: a file never decides what is imported. List plugins in windrow.config.ts and take it out',
  ],
  ['port_analysis_config', 'is not known here: backtests and portfolio analysis are not part of Windrow. Take it out'],
  ['port_analysis', 'is not known here: backtests and portfolio analysis are not part of Windrow. Take it out'],
  ['experiment_name', 'is called experiment here'],
  ['recorder_name', 'is not known here: recorders are found by their params. Take it out'],
  [
    'exp_manager',
    'is not known here: experiments live in the store (--store, WINDROW_STORE or windrow.config.ts). Take it out',
  ],
  [
    'store',
    'does not belong in the file: a store may carry a password. Give --store, WINDROW_STORE or windrow.config.ts',
  ],
  ['plugins', 'does not belong in the file: a file never decides what is imported. List plugins in windrow.config.ts'],
]);

/** The same for keys anywhere in the file. */
export const nestedReferenceKeys: ReadonlyMap<string, string> = new Map([
  [
    'module_path',
    'is not known here: a class is found by the name under which a plugin registered it. List the plugin in windrow.config.ts and take this out',
  ],
]);

/** Components of the reference, and what to name here. */
const referenceClasses: ReadonlyMap<string, string> = new Map([
  ['DatasetH', 'write FrameDataset, with a handler of your own'],
  ['TSDatasetH', 'write FrameDataset, with a handler of your own'],
  ['SignalRecord', 'add workflow() to the plugins'],
  ['SigAnaRecord', 'write SignalAnalysisRecord'],
  ['PortAnaRecord', 'backtests and portfolio analysis are not part of Windrow; take it out'],
  ['RollingGen', 'write generate: [{ rolling: { step: 40 } }]'],
  ['MultiHorizonGenBase', 'write generate: [{ multi-horizon: { … } }]'],
]);

/** What to do about a class that no plugin has registered, if it is one of the reference's. */
export function adviseOnClass(name: string): string | undefined {
  return referenceClasses.get(name);
}
