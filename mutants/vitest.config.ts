/** The tests that `npm run mutants` asks of an area, as run.mjs says them. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    isolate: false,
    include: (process.env.MUTANTS_TESTS ?? '').split(' '),
  },
});
