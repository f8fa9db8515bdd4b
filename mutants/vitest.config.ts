/** The tests that `npm run mutants` asks: those of the core itself, so that it ends within minutes. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    isolate: false,
    include: ['tests/{answers,server,cloudflare/http}/**/*.test.ts'],
  },
});
