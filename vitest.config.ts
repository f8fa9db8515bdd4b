/** How the tests run: everything in tests/, with thresholds for the coverage of src/. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Test files that mock a library. Each gets a worker of its own, because the mock would stay for the next file. */
const mocking = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .map((file) => `tests/${file}`)
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('vi.mock('));
const TESTS = 'tests/**/*.test.ts';
/** `npm run test:package`: these tests ask the npm registry or build archives. */
const PACKAGE_TESTS = 'tests/package/**';
const globalSetup = 'tests/build-program.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test that runs no assertion, because a loop was empty, must fail.
    expect: { requireAssertions: true },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [TESTS],
          exclude: [...mocking, PACKAGE_TESTS],
          isolate: false,
          globalSetup,
        },
      },
      { extends: true, test: { name: 'isolated', include: mocking } },
      { extends: true, test: { name: 'package', include: [`${PACKAGE_TESTS}/*.test.ts`], globalSetup } },
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
