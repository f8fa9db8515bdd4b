/** How `npm run mutants` breaks the core; which parts of it, and with which tests, is in run.mjs. */
export default {
  // What a text says is read by people. A constant that is computed once would need all tests again for each change.
  mutator: { excludedMutations: ['StringLiteral', 'ObjectLiteral', 'ArrayDeclaration', 'Regex'] },
  ignoreStatic: true,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutants/vitest.config.ts', related: false },
  // Each change meets only the tests that run its line.
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowColor: false },
  // Stryker reads it with the API of older TypeScript; the tests need none.
  tsconfigFile: 'none',
};
