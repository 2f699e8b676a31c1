export * from '@windrow/core';
export * from '@windrow/ensembles';
export * from '@windrow/frame';
export * from '@windrow/trainer';
export * from '@windrow/workflow';
