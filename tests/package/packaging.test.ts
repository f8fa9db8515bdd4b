/** What npm users get: a small archive that needs nothing else, and starts wherever Node.js is. */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { NAME, USER_AGENT, VERSION } from '../../src/version.ts';
import { builtProgram, run } from '../client.ts';
import { listen } from '../http-client.ts';
import { askWhoIsThere } from '../start-server.ts';
import { runWithRegistry } from './registry-access.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** undici is 47,000 of these, packed. */
const PACKED_BYTES_MAX = 400_000;
const UNPACKED_BYTES_MAX = 1_250_000;
/** npm itself takes seconds, more on a busy machine. */
const NPM_TIMEOUT_MS = 120_000;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { path: string; size: number; mode: number }[];
}

const program = builtProgram();
/** Of what is published. */
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const npmHome = mkdtempSync(join(tmpdir(), 'npm-'));
afterAll(() => {
  for (const each of [folder, npmHome]) rmSync(each, { recursive: true, force: true });
});
/** As on a machine that has never seen this package, and that the registry cannot help. */
const npmEnv = {
  PATH: process.env.PATH ?? '',
  HOME: npmHome,
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
};
const execute = promisify(execFile);
let packed: Packed;
let archive: string;

beforeAll(async () => {
  cpSync(dirname(program), join(folder, 'dist'), { recursive: true });
  for (const name of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'])
    copyFileSync(join(ROOT, name), join(folder, name));
  const args = ['pack', '--ignore-scripts', '--json'];
  const { stdout } = await execute('npm', args, { cwd: folder, env: npmEnv });
  // A list, or since npm 12 an object by name.
  packed = Object.values(JSON.parse(stdout) as Record<string, Packed>)[0]!;
  archive = join(folder, packed.filename);
  copyFileSync(archive, join(npmHome, 'archive.tgz'));
  // Otherwise npm takes the nearest folder above with a node_modules for the project, and looks for the archive there.
  writeFileSync(join(npmHome, 'package.json'), '{"private": true}');
}, NPM_TIMEOUT_MS);

const textsOf = (files: readonly string[]) => files.map((file) => readFileSync(join(folder, file), 'utf8'));
const programFiles = () => packed.files.map(({ path }) => path).filter((path) => /\.m?js$/.test(path));

describe('the archive', () => {
  it('is small', () => {
    expect(packed.size).toBeLessThan(PACKED_BYTES_MAX);
    expect(packed.unpackedSize).toBeLessThan(UNPACKED_BYTES_MAX);
  });

  it('has the program and its documents, and neither sources nor source maps', () => {
    const paths = packed.files.map(({ path }) => path);
    const others = paths.filter((path) => !/^dist\/(chunks\/[\w-]+\.mjs|program\.mjs)$/.test(path));
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/THIRD_PARTY_LICENSES'];
    expect(others.sort()).toEqual([...documents, 'dist/main.js', 'package.json'].sort());
    for (const text of textsOf(programFiles())) expect(text).not.toContain('sourceMappingURL');
  });

  it('needs no other package', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(manifest)).not.toContain('dependencies');
    const imported = textsOf(programFiles()).flatMap((text) =>
      [...text.matchAll(/(?<!['`])\b(?:from|import|require)\s*\(?\s*"([@\w][^"\s]*)"/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect(imported).toContain('node:fs');
    const foreign = imported.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect(foreign).toEqual([]);
  });

  it('has the licence of everything that the sources import', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const names = sources
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(
          /from '((?:@[\w-]+\/)?[a-z][\w-]*)[^':]*'/g,
        ),
      ])
      .map(([, name = '']) => name);
    const [licences = ''] = textsOf(['dist/THIRD_PARTY_LICENSES']);
    expect(names).toContain('zod');
    for (const name of new Set(names))
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+`, 'm'));
    // Bundled by the author of the package that it is in.
    expect(licences).toMatch(/^content-type \S+ \(in @modelcontextprotocol\/server\)$/m);
  });

  it('satisfies publint', async () => {
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(readFileSync(archive)).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('satisfies attw', { timeout: NPM_TIMEOUT_MS }, async (context) => {
    const attw = ['npx', '--yes', '@arethetypeswrong/cli@0.18.5', archive] as [string, ...string[]];
    expect(await runWithRegistry(context, attw, folder)).toContain('does not contain types');
  });
});

describe('npx', () => {
  it('says the version', { timeout: NPM_TIMEOUT_MS }, async () => {
    const { stdout } = await execute('npx', ['-y', './archive.tgz', '--version'], {
      cwd: npmHome,
      env: npmEnv,
    });
    expect(stdout).toBe(`${VERSION}\n`);
  });

  it('serves over stdio', { timeout: NPM_TIMEOUT_MS }, async () => {
    const args = ['-y', './archive.tgz', '--demo'];
    const { server, tools } = await askWhoIsThere({ command: 'npx', args, env: npmEnv, cwd: npmHome });
    expect(server).toMatchObject({ name: NAME, version: VERSION });
    expect(tools).toEqual(catalog.map(({ name }) => name));
  });
});

describe('the program', () => {
  it('is an executable file', () => {
    expect(statSync(program).mode & 0o111).toBe(0o111);
  });

  it('names itself to Cloudflare by product and version', async () => {
    const agents: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      agents.push(headers['user-agent']);
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"success":false,"errors":[]}');
    });
    const { code } = await run(program, ['call', 'list_zones'], {
      CLOUDFLARE_API_TOKEN: 'a-token-of-forty-characters-for-this-test',
      CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
      CLOUDFLARE_BASE_URL: `${await listen(server)}/client/v4`,
    });
    expect(code).toBe(1);
    expect(agents.length).toBeGreaterThan(0);
    for (const agent of agents) expect(agent).toBe(USER_AGENT);
  });

  it('ends with what went wrong when a chunk of it is missing', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'broken-'));
    copyFileSync(program, join(broken, 'main.js'));
    const { code, stderr } = await run(join(broken, 'main.js'), ['--version']);
    rmSync(broken, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(stderr).toContain('program.mjs');
  });

  it('uses the compile cache of a Node.js that has one', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'compiled-'));
    const { code } = await run(program, ['--version'], { NODE_COMPILE_CACHE: '', TMPDIR: cache });
    const kept = readdirSync(cache);
    rmSync(cache, { recursive: true, force: true });
    expect(code).toBe(0);
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    expect(kept.length > 0).toBe(major > 22 || (major === 22 && minor >= 8));
  });
});
