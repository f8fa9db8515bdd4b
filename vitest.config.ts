/** How the tests run: everything in tests/, with thresholds for the coverage of src/. */
import { defineConfig } from 'vitest/config';

/** `npm run test:package`: these tests ask the npm registry or build archives. */
const PACKAGE_TESTS = 'tests/package/**/*.test.ts';
const globalSetup = 'tests/build-program.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test that runs no assertion, because a loop was empty, must fail.
    expect: { requireAssertions: true },
    // One more than the two cores that CI has: some tests wait for a process.
    maxWorkers: 3,
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
      // Not src/launcher.js, which only the package tests run, with old versions of Node.js.
      include: ['src/**/*.ts'],
      excludeAfterRemap: true,
      reporter: [['text', { skipFull: true }]],
      thresholds: { lines: 98, branches: 92, functions: 97 },
    },
  },
});
