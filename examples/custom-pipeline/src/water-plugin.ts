import { component, type Plugin, plugin } from 'windrow';
import { dryTapsRecord } from './parts/dry-taps-record.js';
import { medianOfZone } from './parts/median-of-zone.js';
import { perZone } from './parts/per-zone.js';
import { relativeDataset } from './parts/relative-dataset.js';
import { similarDays } from './parts/similar-days.js';
import { waterHandler } from './parts/water-handler.js';

/** Everything of one's own under the names that definitions and workflow files use. */
export function waterPlugin(): Plugin {
  return plugin('example/water', {
    components: [
      component('handler', 'WaterHandler', waterHandler),
      component('dataset', 'RelativeDataset', relativeDataset),
      component('model', 'SimilarDays', similarDays),
      component('record', 'DryTapsRecord', dryTapsRecord),
      component('generator', 'PerZone', { create: () => perZone }),
      component('group', 'MedianOfZone', { create: () => medianOfZone() }),
    ],
  });
}
