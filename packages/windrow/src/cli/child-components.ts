import { type ComponentRegistry, Components, createContainer } from '@windrow/core';
import type { HandlerModule } from '@windrow/trainer';
import { workflow } from '@windrow/workflow';
import { loadConfig } from './load-config.js';

/** Where a child that trains for `windrow run` or `windrow worker` finds its components: in this module, which is told the configuration by its address. */
export function childComponentsModule(config: string | undefined): HandlerModule {
  const module = new URL(import.meta.url);
  module.search = config === undefined ? '' : new URLSearchParams({ config }).toString();
  return { module: module.href, export: 'childComponents' };
}

/**
 * The built-in components and those of the configuration, made in the child.
 *
 * @public loaded by its name
 */
export async function childComponents(): Promise<ComponentRegistry> {
  const config = new URL(import.meta.url).searchParams.get('config') ?? undefined;
  const { plugins = [] } = await loadConfig(config);
  const container = await createContainer(workflow(), ...plugins);
  return container.get(Components);
}
