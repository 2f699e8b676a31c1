export { WindrowError, type WindrowErrorOptions } from '@windrow/frame';
export type { TaskGen, TaskGenLike } from './generate/task-gen.js';
export type { JsonObject, JsonValue, TaskDefinition } from './task/definition.js';
