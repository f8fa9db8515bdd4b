/** `npm run mutants`: breaks the core in a thousand small ways, one at a time, and counts how many of them the tests notice. */
export default {
  mutate: ['src/answers/**/*.ts', 'src/cloudflare/http/**/*.ts', 'src/server/**/*.ts'],
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
  thresholds: { high: 95, low: 90, break: 85 },
  // Stryker reads it with the API of older TypeScript; the tests need none.
  tsconfigFile: 'none',
};
