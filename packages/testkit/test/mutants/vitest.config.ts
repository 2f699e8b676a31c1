import { fileURLToPath } from 'node:url';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { mutatePlugin } from './mutate-plugin.js';

// The run that `test/mutants.test.ts` starts: every mutant against the rule that must find it. Its failures are what is wanted.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [mutatePlugin(fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, ''))],
  ssr: { resolve: { conditions: [...defaultServerConditions, '@windrow/source'] } },
  test: { include: ['*.run.ts'], maxWorkers: 2, testTimeout: 10_000, watch: false },
});
