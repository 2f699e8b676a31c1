export * from '@windrow/core';
export * from '@windrow/ensembles';
// The class; core's port of the same name is its type's contract.
export { Group } from '@windrow/ensembles';
export * from '@windrow/frame';
export * from '@windrow/trainer';
export * from '@windrow/workflow';
export type { WindrowConfig } from './cli/load-config.js';
export { createWindrow, type Windrow, type WindrowOptions } from './compose/create-windrow.js';
export { storeFromUrl } from './compose/store-from-url.js';
