/** How the tests run: everything in tests/, with coverage of src/ printed. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** A mock of a module would stay for the files that follow in the same worker: these get a fresh one each. */
const mocking = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .map((file) => `tests/${file}`)
  .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('vi.mock('));
const TESTS = 'tests/**/*.test.ts';
/** They ask the npm registry, or build archives: `npm run test:package`. */
const PACKAGE_TESTS = 'tests/package/**';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: [TESTS], exclude: [...mocking, PACKAGE_TESTS], isolate: false },
      },
      { extends: true, test: { name: 'isolated', include: mocking } },
      { extends: true, test: { name: 'package', include: [`${PACKAGE_TESTS}/*.test.ts`] } },
    ],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
