/** Bundles src/ into dist/: a launcher, the program, and chunks for what is loaded only when it is used. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { leftOut } from './packaging/left-out.mjs';
import { licensesOf } from './packaging/licenses.mjs';
import { listedTools } from './packaging/listed-tools.mjs';

const { name, engines } = JSON.parse(readFileSync('package.json', 'utf8'));

/** For coverage: with source maps, and not minified. */
const isTraceable = process.argv.includes('--traceable');

rmSync('dist', { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: { program: 'src/main.ts' },
  outdir: 'dist',
  // The extension alone says that these are ES modules: the image and the desktop bundle have no package.json.
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: !isTraceable,
  sourcemap: isTraceable,
  legalComments: 'none',
  metafile: true,
  plugins: [leftOut, listedTools],
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    // Bundled CommonJS libraries (prom-client, dotenv) call require(), which an ES module does not have.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

const launcher = readFileSync(new URL('./src/launcher.js', import.meta.url), 'utf8')
  .replace('NODE_NEEDED', engines.node.replace('>=', ''))
  .replace('PRODUCT', name);
writeFileSync('dist/main.js', launcher);
chmodSync('dist/main.js', 0o755);
writeFileSync('dist/THIRD_PARTY_LICENSES', licensesOf(metafile));
