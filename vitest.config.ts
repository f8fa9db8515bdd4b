/** How the tests run: everything in tests/, with a bound below which coverage of src/ may not fall. */
import { defineConfig } from 'vitest/config';

/** They ask the npm registry, or build archives: `npm run test:package`. */
const PACKAGE_TESTS = 'tests/package/**/*.test.ts';
const globalSetup = 'tests/build-program.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test whose every assertion stands in a loop over nothing could not fail.
    expect: { requireAssertions: true },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          // The files that follow each other in a worker share what they import: none of them mocks a module.
          name: 'shared',
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: [PACKAGE_TESTS],
          globalSetup,
        },
      },
      { extends: true, test: { name: 'package', include: [PACKAGE_TESTS], globalSetup } },
    ],
    coverage: {
      provider: 'custom',
      customProviderModule: 'tests/coverage.ts',
      // Not src/launcher.js, which the package tests run as old versions of Node.js would.
      include: ['src/**/*.ts'],
      excludeAfterRemap: true,
      reporter: [['text', { skipFull: true }]],
      thresholds: { lines: 98, branches: 92, functions: 97 },
    },
  },
});
