/** `npm run docs`: writes each document anew from the code as it is now. */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

// The oldest Node that is supported cannot run TypeScript: the sources are bundled in memory first.
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
