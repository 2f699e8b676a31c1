import { describeExperimentStore } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { experimentStoresOn, onServer } from './harness.js';

const url = inject('redisUrl') ?? '';

describe.skipIf(url === '')('on a real server', () => {
  describeExperimentStore('RedisExperimentStore', experimentStoresOn(onServer(url)));
});
