/** Builds what is measured and what it is compared with, in a folder that is removed when the bench ends. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync, transformSync } from 'esbuild';
import { bundle, PRODUCT, startServer } from '../conformance/programs.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));

export async function setUp() {
  execFileSync(process.execPath, ['build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const files = {};
  for (const name of ['upstream', 'far-upstream', 'bare', 'worlds', 'token-cases']) {
    files[name] = join(folder, `${name}.mjs`);
    await bundle(`export * from '../bench/${name}.ts'; import '../bench/${name}.ts';`, files[name]);
  }
  const bareStdio = join(folder, 'bare-stdio.mjs');
  bundleMinified(fileURLToPath(new URL('bare-stdio.ts', import.meta.url)), bareStdio);
  const worlds = await import(pathToFileURL(files.worlds));
  const cases = await import(pathToFileURL(files['token-cases']));
  const upstream = await startServer([files.upstream]);
  const reach = (world, delayMs = 0, { url } = upstream) => ({
    CLOUDFLARE_BASE_URL: `${url}${world}/${delayMs}/client/v4`,
    CLOUDFLARE_STATUS_URL: `${url}${world}/${delayMs}`,
    CLOUDFLARE_API_TOKEN: worlds.TOKEN,
    CLOUDFLARE_ACCOUNT_ID: worlds.ACCOUNT_ID,
  });
  return {
    product: PRODUCT,
    floor: FLOOR,
    bare: files.bare,
    bareStdio,
    farUpstream: files['far-upstream'],
    unbundled: transpile(join(folder, 'unbundled')),
    worlds,
    cases,
    /** The environment in which a program asks one of the worlds, with this delay of the upstream. */
    reach,
    /** @returns how many requests the upstream got since the last call of this function, and which came twice. */
    requests: async ({ url } = upstream) => (await fetch(`${url}requests`)).json(),
    upstreamFile: files.upstream,
    /** @returns the parsed answer of the API for a path. */
    read: async (world, path) => {
      const { CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: token } = reach(world);
      const response = await fetch(base + path, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json();
    },
    stop: () => upstream.stop(),
  };
}

/** As build.mjs does it, but without leaving out parts of the SDK. */
function bundleMinified(file, outfile) {
  const banner = "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);";
  buildSync({
    entryPoints: [file],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: banner },
    logLevel: 'warning',
  });
}

/** This program as tsc would emit it: one file for each source file, and the libraries in node_modules. */
function transpile(folder) {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true }).filter((file) => file.endsWith('.ts'));
  for (const file of sources) {
    const source = readFileSync(join(ROOT, 'src', file), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node20.12' });
    const target = join(folder, 'src', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/((?:from|import\() ?"\.[^"]*)\.ts"/g, '$1.js"'));
  }
  for (const file of ['package.json', 'src/server/tools-list.json'])
    cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'src', 'main.js');
}
