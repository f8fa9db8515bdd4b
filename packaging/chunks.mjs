/** What loads when: the program at once, and one chunk for each part that is loaded only when asked for. */
import { resolve } from 'node:path';

/** Small commands share a chunk; every other `import()` of ours gets its own, named after the file. */
const CHUNK_OF = {
  call: 'for-people',
  check: 'for-people',
  healthcheck: 'for-people',
  'sample-account': 'embedded-account',
  simulator: 'embedded-account',
};
const FILES_OF = {
  'for-people': ['src/commands/call.ts', 'src/commands/check.ts', 'src/commands/healthcheck.ts'],
  'embedded-account': ['src/simulator/sample-account.ts', 'src/simulator/simulator.ts'],
};

export const chunks = {
  name: 'chunks',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = path.replace(/^.*\/|\.ts$/g, '');
      const chunk = CHUNK_OF[name] ?? name;
      const files = FILES_OF[chunk]?.map((file) => resolve(file)) ?? [resolve(resolveDir, path)];
      return { path: chunk, namespace: 'chunk', pluginData: files };
    });
    onLoad({ filter: /./, namespace: 'chunk' }, ({ pluginData: files }) => ({
      // The program is there before any chunk of it. Said here, all that it consists of becomes one file, instead of
      // one for each set of chunks that share something.
      contents: [
        `import ${JSON.stringify(resolve('src/main.ts'))};`,
        ...files.map((file) => `export * from ${JSON.stringify(file)};`),
      ].join('\n'),
      loader: 'js',
      resolveDir: process.cwd(),
    }));
  },
};
