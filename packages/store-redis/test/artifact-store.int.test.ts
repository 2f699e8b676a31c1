import { describeArtifactStore } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { artifactStoresOn, onServer } from './harness.js';

const url = inject('redisUrl') ?? '';

describe.skipIf(url === '')('on a real server', () => {
  describeArtifactStore('RedisArtifactStore', artifactStoresOn(onServer(url)));
});
