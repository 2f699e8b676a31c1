import { component, plugin } from '@windrow/core';
import { ensembles, RollingGroup } from '@windrow/ensembles';
import { workflow } from '@windrow/workflow';
import { expect, it } from 'vitest';
import { createWindrow } from './create-windrow.js';

it('createWindrow brings the built-in plugins; listing them as well is fine', async () => {
  await using windrow = await createWindrow({ store: 'memory:', plugins: [ensembles(), workflow()] });
  expect(await windrow.components.create('group', { class: 'RollingGroup' })).toBeInstanceOf(RollingGroup);
});

it('another plugin under the name of a built-in one is refused', async () => {
  const factory = { create: () => ({}) };
  const plugins = [plugin('ensembles', { components: [component('ensemble', 'Mine', factory)] })];
  await expect(createWindrow({ store: 'memory:', plugins })).rejects.toMatchObject({ code: 'DUPLICATE_PLUGIN' });
});
