/** How the tests run: everything in tests/, with a bound below which coverage of src/ may not fall. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** A mock of a module would stay for the files that follow in the same worker: these get a fresh one each. */
const mocking = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .map((file) => `tests/${file}`)
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('vi.mock('));
const TESTS = 'tests/**/*.test.ts';
/** They ask the npm registry, or build archives: `npm run test:package`. */
const PACKAGE_TESTS = 'tests/package/**';
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
      // Not src/launcher.js, which the package tests run as old versions of Node.js would.
      include: ['src/**/*.ts'],
      excludeAfterRemap: true,
      reporter: [['text', { skipFull: true }]],
      thresholds: { lines: 98, branches: 92, functions: 97 },
    },
  },
});
