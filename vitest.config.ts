/** How the tests run: everything in tests/, with coverage of src/ printed. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'tests',
    testTimeout: 20_000,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
