import { describeTaskStore } from '@windrow/testkit';
import { describe, inject } from 'vitest';
import { taskHarness } from './harness.js';

const url = inject('mongoUrl') ?? '';

describe.skipIf(url === '')('on a real server', () => {
  describeTaskStore('MongoTaskStore', () => taskHarness(url));
});
