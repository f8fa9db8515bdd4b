/** The shape of the house: who may import whom, how long a file is, where knowledge lives. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
const sources = filesIn('src');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path]) => path ?? '');

/** A file may import from its own layer and those below it. From the top to the bottom. */
const LAYERS: readonly RegExp[] = [
  /^src\/main\.ts$/,
  /^src\/commands\/|^src\/help\.ts$/,
  /^src\/transports\//,
  /^src\/(server|prompts)\.ts$/,
  /^src\/(setup|ask)\.ts$/,
  /^src\/(arguments|catalog|definitions|explain-error|result)\.ts$/,
  /^src\/tools\//,
  /^src\/(tool|fields|missing-parts|record-rows|record-notes|zone-notes|zones-searched|onset|status-words|table|cursor)\.ts$/,
  /^src\/cloudflare\//,
  /^src\/(http-config|metrics|observer|config|credential|environment|log|moment|text-pattern|upstream-text|deadline|permissions|refusal|version|limits)\.ts$/,
];
const layerOf = (file: string) => LAYERS.findIndex((layer) => layer.test(file));
const isSimulator = (file: string) => file.startsWith('src/simulator/');

describe('architecture', () => {
  it('gives every file a layer', () => {
    expect(sources.filter((file) => !isSimulator(file) && layerOf(file) < 0)).toEqual([]);
  });

  it('lets imports point downwards only', () => {
    const upward = sources.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.') && path.endsWith('.ts'))
        .map((path) => normalize(join(dirname(file), path)))
        .filter((target) => {
          if (isSimulator(file)) return !isSimulator(target);
          if (isSimulator(target)) return file !== 'src/setup.ts';
          return layerOf(target) < layerOf(file);
        })
        .map((target) => `${file} -> ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('keeps tools apart, from each other and from MCP, and lets them throw', () => {
    for (const file of sources.filter((each) => each.startsWith('src/tools/'))) {
      const imports = importsOf(file);
      expect(
        imports.filter((path) => path.includes('/tools/') || path.startsWith('./')),
        file,
      ).toEqual([]);
      expect(
        imports.filter((path) => path.startsWith('@modelcontextprotocol')),
        file,
      ).toEqual([]);
      expect(textOf(file), file).not.toMatch(/\bcatch\b|process\./);
    }
  });

  it('reads the environment and the arguments in main.ts only', () => {
    const readers = sources.filter((file) => /process\.(env|argv)/.test(textOf(file)));
    expect(readers).toEqual(['src/main.ts']);
  });

  it('writes to stdout only from main and the commands for people', () => {
    const writers = sources.filter((file) => /process\.stdout\.write/.test(textOf(file)));
    expect(writers.filter((file) => file !== 'src/main.ts' && !file.startsWith('src/commands/'))).toEqual([]);
    expect(textOf('src/commands/stdio.ts')).not.toMatch(/process\.stdout/);
  });

  it('has files of one purpose: said in the first line, below 200 lines, not named after nothing', () => {
    for (const file of sources) {
      const [first = '', second = ''] = textOf(file).split('\n');
      expect(first.startsWith('#!') ? second : first, file).toMatch(/^\/\*\* .+ \*\/$/);
      expect(textOf(file).split('\n').length, file).toBeLessThanOrEqual(200);
      expect(file).not.toMatch(/util|helper|common|manager|index\.ts/i);
    }
  });

  it('has one tool a file, registered, with a test of the same name', () => {
    const names = catalog.map(({ name }) => name.replaceAll('_', '-')).sort();
    expect(readdirSync(join(root, 'src/tools')).sort()).toEqual(names.map((name) => `${name}.ts`));
    for (const name of names) expect(existsSync(join(root, `tests/tools/${name}.test.ts`)), name).toBe(true);
  });

  it('mirrors src in tests', () => {
    const orphans = filesIn('tests')
      .filter((file) => /^tests\/(cloudflare|commands|transports|tools)\//.test(file))
      .map((file) => file.replace(/^tests/, 'src').replace('.test.ts', '.ts'))
      .filter((source) => !sources.some((each) => source.startsWith(each.replace('.ts', ''))));
    expect(orphans).toEqual([]);
  });
});
