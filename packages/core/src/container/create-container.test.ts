import { inject } from 'inversify';
import { describe, expect, it } from 'vitest';
import type { Clock as ClockPort } from '../store/clock.js';
import { createContainer } from './create-container.js';
import { allowModules, bindAsync, bindClass, bindFactory, bindValue, component, override, plugin } from './plugin.js';
import { token } from './token.js';
import { ArtifactStore, Clock, Components, TaskStore } from './tokens.js';

const at = (now: number): ClockPort => ({ now: () => now });
const first = token<string>('test/First');
const second = token<string>('test/Second');
const third = token<string>('test/Third');

class Report {
  constructor(readonly clock: ClockPort) {}
}
inject(Clock.key)(Report, undefined, 0);
const report = token<Report>('test/Report');

describe('createContainer', () => {
  it('gives what a plugin bound, one value per container', async () => {
    let made = 0;
    const counted = token<{ readonly n: number }>('test/Counted');
    const app = await createContainer(plugin('counted', { bindings: [bindFactory(counted, () => ({ n: ++made }))] }));
    expect(app.get(counted)).toBe(app.get(counted));
    expect(made).toBe(1);
  });

  it('swaps a store by override, whichever way the first was bound', async () => {
    const real = { name: 'real' } as unknown as TaskStore;
    const fake = { name: 'fake' } as unknown as TaskStore;
    const store = plugin('store', { bindings: [bindFactory(TaskStore, () => real)] });
    const swapped = await createContainer(store, override(TaskStore, fake));
    expect(swapped.get(TaskStore)).toBe(fake);
    const byPlugin = await createContainer(
      store,
      override(plugin('other', { bindings: [bindValue(TaskStore, fake)] })),
    );
    expect(byPlugin.get(TaskStore)).toBe(fake);
  });

  it('refuses two plugins of one name', async () => {
    await expect(createContainer(plugin('store', {}), plugin('store', {}))).rejects.toThrow(
      'Two different plugins are named "store". Leave one out, or wrap the second in override() to let it replace the first.',
    );
  });

  it('counts the same plugin once, however often it is given', async () => {
    const ended: string[] = [];
    const make = () => ({ now: () => 1 });
    const clock = plugin('clock', { bindings: [bindFactory(Clock, make, () => void ended.push('clock'))] });
    const container = await createContainer(clock, plugin('other', {}), clock);
    expect(container.get(Clock).now()).toBe(1);
    await container.close();
    expect(ended).toEqual(['clock']);
  });

  it('refuses two plugins that bind one token without saying override', async () => {
    const a = plugin('a', { bindings: [bindValue(Clock, at(1))] });
    const b = plugin('b', { bindings: [bindValue(Clock, at(2))] });
    await expect(createContainer(a, b)).rejects.toMatchObject({
      code: 'BINDING_CONFLICT',
      message: 'Plugins "a" and "b" both provide core/Clock. Wrap the one you want in override().',
    });
  });

  it('names the token and the plugin that would provide it when a binding is missing', async () => {
    const app = await createContainer();
    expect(() => app.get(ArtifactStore)).toThrow(
      "Nothing provides core/ArtifactStore. Add sqliteStore() from '@windrow/store-sqlite' or memoryStore() from '@windrow/store-memory' to createContainer().",
    );
  });

  it('names the missing token also when it was needed by a class further down', async () => {
    const app = await createContainer(plugin('report', { bindings: [bindClass(report, Report)] }));
    expect(() => app.get(report)).toThrow('Nothing provides core/Clock.');
    const whole = await createContainer(
      plugin('report', { bindings: [bindClass(report, Report)] }),
      override(Clock, at(7)),
    );
    expect(whole.get(report).clock.now()).toBe(7);
  });

  it('disposes in reverse order of making, only of what it made, and once', async () => {
    const ended: string[] = [];
    const dispose = (value: string) => void ended.push(value);
    const app = await createContainer(
      plugin('three', {
        bindings: [
          bindFactory(first, () => 'first', dispose),
          bindFactory(second, (resolve) => `second after ${resolve(first)}`, dispose),
          bindAsync(third, async (resolve) => `third after ${resolve(second)}`, dispose),
        ],
      }),
      plugin('owned', { bindings: [bindValue(Clock, at(0))] }),
    );
    expect(app.get(third)).toBe('third after second after first');
    await app.close();
    await app.close();
    expect(ended).toEqual(['third after second after first', 'second after first', 'first']);
    expect(() => app.get(first)).toThrow('The container is closed, so test/First cannot be had from it.');
  });

  it('closes what was open when a later part cannot be opened', async () => {
    const ended: string[] = [];
    await expect(
      createContainer(
        plugin('opens', {
          bindings: [
            bindAsync(
              first,
              async () => 'first',
              (value) => void ended.push(value),
            ),
          ],
        }),
        plugin('fails', { bindings: [bindAsync(second, () => Promise.reject(new Error('no server')))] }),
      ),
    ).rejects.toThrow('no server');
    expect(ended).toEqual(['first']);
  });

  it('closes the rest when one part does not close, and tells', async () => {
    const ended: string[] = [];
    const app = await createContainer(
      plugin('two', {
        bindings: [
          bindAsync(
            first,
            async () => 'first',
            (value) => void ended.push(value),
          ),
          bindAsync(
            second,
            async () => 'second',
            () => Promise.reject(new Error('stuck')),
          ),
        ],
      }),
    );
    await expect(app.close()).rejects.toThrow('stuck');
    expect(ended).toEqual(['first']);
  });

  it('fills the component registry from the plugins', async () => {
    const model = component('model', 'Constant', { create: (kwargs) => kwargs['value'] });
    const app = await createContainer(plugin('models', { components: [model] }));
    expect(await app.get(Components).create('model', { class: 'Constant', kwargs: { value: 3 } })).toBe(3);
  });
});

describe('ComponentRegistry', () => {
  it('names the nearest components when a definition names an unknown one', async () => {
    const app = await createContainer(
      plugin('models', { components: [component('model', 'RidgeModel', { create: () => 1 })] }),
    );
    await expect(app.get(Components).create('model', { class: 'RigdeModel' })).rejects.toMatchObject({
      code: 'UNKNOWN_COMPONENT',
      message:
        'There is no model named "RigdeModel". Did you mean "RidgeModel"? Known: RidgeModel. Add the plugin that registers it, or correct the name.',
    });
  });

  it('never imports a module that the user did not list', async () => {
    const app = await createContainer();
    await expect(app.get(Components).create('model', { class: 'readFileSync', module: 'node:fs' })).rejects.toThrow(
      'names the module "node:fs", which is not listed under allowModules; nothing was imported.',
    );
  });

  it('imports a module that the user listed, and only own exports of it', async () => {
    const app = await createContainer(allowModules('node:events'));
    const registry = app.get(Components);
    expect(await registry.create('model', { class: 'EventEmitter', module: 'node:events' })).toHaveProperty('emit');
    await expect(registry.create('model', { class: 'toString', module: 'node:events' })).rejects.toThrow(
      'The model toString is not exported by "node:events".',
    );
  });

  it.each([
    [null, 'The model (unnamed) must be an object { class, kwargs }, got null.'],
    [{ kwargs: {} }, "The model (unnamed) has no 'class': the name under which a plugin registered it."],
    [{ class: 'A', kwargs: [] }, "The model A needs 'kwargs' to be an object."],
    [{ class: '__proto__' }, 'There is no model named "__proto__".'],
  ])('says what is wrong with the specification %j', async (spec, message) => {
    const app = await createContainer();
    await expect(app.get(Components).create('model', spec)).rejects.toThrow(message);
  });

  it('makes a shared value once, and again after it failed', async () => {
    let made = 0;
    const shared = component('dataset', 'Shared', {
      create: (kwargs, context) =>
        context.shared('file', () => {
          made++;
          if (kwargs['fail'] === true) throw new Error('unreadable');
          return made;
        }),
    });
    const registry = (await createContainer(plugin('datasets', { components: [shared] }))).get(Components);
    await expect(registry.create('dataset', { class: 'Shared', kwargs: { fail: true } })).rejects.toThrow('unreadable');
    expect(await registry.create('dataset', { class: 'Shared' })).toBe(2);
    expect(await registry.create('dataset', { class: 'Shared' })).toBe(2);
  });
});
