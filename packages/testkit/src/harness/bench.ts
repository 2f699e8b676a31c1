import { afterAll, beforeAll, describe } from 'vitest';

/** A store may make its data on a server, so a rule's set-up gets more time than a test. */
const SET_UP_TIMEOUT_MS = 60_000;

/** What every harness has, whatever the port. */
export interface AnyHarness<Store extends { readonly capabilities: { readonly durable: boolean } }> {
  readonly store: Store;
  open?(): Promise<Store>;
  dispose(): Promise<void>;
}

type AnyStore = { readonly capabilities: { readonly durable: boolean } };

/** One rule as a `describe` over the harness of a factory. */
export type Rule<Harness> = (factory: () => Promise<Harness>) => void;

/** Defines a rule: its data are made once, and every test takes a corner of its own in them. */
export function defineRule<Harness, B extends { start(): Promise<void>; stop(): Promise<void> }>(
  title: string,
  makeBench: (factory: () => Promise<Harness>) => B,
  body: (bench: B) => void,
): Rule<Harness> {
  return (factory) =>
    describe(title, () => {
      const bench = makeBench(factory);
      beforeAll(() => bench.start(), SET_UP_TIMEOUT_MS);
      afterAll(() => bench.stop(), SET_UP_TIMEOUT_MS);
      body(bench);
    });
}

/** What the tests of a rule work with. */
export class Bench<Store extends AnyStore, Harness extends AnyHarness<Store>> {
  readonly #factory: () => Promise<Harness>;
  readonly #extra: Harness[] = [];
  #harness: Harness | undefined;

  constructor(factory: () => Promise<Harness>) {
    this.#factory = factory;
  }

  async start(): Promise<void> {
    this.#harness = await this.#factory();
  }

  async stop(): Promise<void> {
    for (const harness of [...this.#extra.splice(0), this.#harness]) await harness?.dispose();
  }

  /** Data of its own, for a test that does something to the whole store. */
  async fresh(): Promise<Harness> {
    const harness = await this.#factory();
    this.#extra.push(harness);
    return harness;
  }

  get harness(): Harness {
    if (this.#harness === undefined) throw new Error('The factory gave no harness: see the failure of the set-up.');
    return this.#harness;
  }

  get store(): Store {
    return this.harness.store;
  }

  /** Another client of the same data; the store itself where its data have no other client. */
  async open(harness: Harness = this.harness): Promise<Store> {
    needed(harness, 'open');
    return (await harness.open?.()) ?? harness.store;
  }
}

/**
 * A part of the harness that every durable store must offer; `undefined` for a store whose data live and die with one client.
 *
 * @throws TypeError when a durable store's harness lacks it
 */
export function needed<Harness extends AnyHarness<AnyStore>, Part extends keyof Harness & string>(
  harness: Harness,
  part: Part,
): Harness[Part] {
  if (harness[part] === undefined && harness.store.capabilities.durable) {
    throw new TypeError(`The store says that it is durable, so its harness must offer \`${part}\`.`);
  }
  return harness[part];
}
