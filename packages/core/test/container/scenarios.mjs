// What the container does, as plain JavaScript over any copy of the package: the sources under vitest, the compiled output under Node.

/** @param {typeof import('../../src/index.ts')} core @param {typeof import('inversify').inject} inject */
export async function containerScenarios(core, inject) {
  const { bindAsync, bindClass, bindFactory, bindValue, Clock, createContainer, override, plugin, TaskStore, token } =
    core;
  const told = {};

  const store = plugin('store', { bindings: [bindFactory(TaskStore, () => 'real')] });
  told.override = (await createContainer(store, override(TaskStore, 'fake'))).get(TaskStore);
  told.duplicate = await messageOf(createContainer(store, plugin('store', {})));
  told.missing = await messageOf(createContainer().then((app) => app.get(TaskStore)));

  class Report {
    constructor(clock) {
      this.clock = clock;
    }
  }
  inject(Clock.key)(Report, undefined, 0);
  const report = token('test/Report');
  const reports = plugin('report', { bindings: [bindClass(report, Report)] });
  told.missingBelow = await messageOf(createContainer(reports).then((app) => app.get(report)));
  told.injected = (await createContainer(reports, override(Clock, { now: () => 7 }))).get(report).clock.now();

  told.disposed = [];
  const dispose = (value) => told.disposed.push(value);
  const [first, second] = [token('test/First'), token('test/Second')];
  const app = await createContainer(
    plugin('two', {
      bindings: [
        bindFactory(first, () => 'first', dispose),
        bindAsync(second, async (resolve) => `second after ${resolve(first)}`, dispose),
      ],
    }),
    plugin('owned', { bindings: [bindValue(Clock, { now: () => 0 })] }),
  );
  app.get(second);
  await app.close();
  return told;
}

async function messageOf(promise) {
  try {
    return `no error but ${String(await promise)}`;
  } catch (error) {
    return `${error.code}: ${error.message}`;
  }
}
