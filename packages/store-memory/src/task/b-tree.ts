import * as sorted from 'sorted-btree';

type BTreeClass = typeof sorted.default.default;

// The package is CommonJS with its class under `default`: Node gives the module object, bundlers and vite the class itself.
const loaded: typeof sorted.default | BTreeClass = sorted.default;
const BTree: BTreeClass = 'default' in loaded ? loaded.default : loaded;

/** A sorted map from numbers, as a B+ tree. */
export type NumberTree<V> = InstanceType<typeof BTree<number, V>>;

export function numberTree<V>(): NumberTree<V> {
  return new BTree<number, V>(undefined, (a, b) => a - b);
}
