/** `npm run docs`: rewrites the generated documents from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

// The oldest supported Node cannot run TypeScript, so the sources are first bundled in memory.
const { outputFiles } = await build({
  entryPoints: ['docs/documents.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { DOCUMENTS } = await import(`data:text/javascript;base64,${code}`);

for (const { file, write } of DOCUMENTS) {
  const before = readFileSync(file, 'utf8');
  const after = write(before);
  writeFileSync(file, after);
  process.stdout.write(`${file}: ${after === before ? 'unchanged' : 'rewritten'}\n`);
}
