/** The tests that `npm run mutants` asks: those of the core itself, so that it ends within minutes. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    isolate: false,
    // The answers are put together by their tools, so the tests of these look at them too.
    include: ['tests/{answers,server,tools,cloudflare/http}/**/*.test.ts'],
  },
});
