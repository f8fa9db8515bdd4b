/** The architecture: which file may import which, how long a file may be, and where knowledge lives. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { LAYERS, layersInWords, SIMULATOR_LAYERS } from './layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
const sources = filesIn('src');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path]) => path ?? '');

/** `src/tools/get-zone.ts` -> the place of `tools`; `src/tool.ts` -> the place of `tool`. */
const layerOf = (file: string) => LAYERS.indexOf(file.split('/')[1]?.replace('.ts', '') ?? '');
const isSimulator = (file: string) => file.startsWith('src/simulator/');
const simulatorLayerOf = (file: string) =>
  SIMULATOR_LAYERS.indexOf(file.split('/')[2]?.replace('.ts', '') ?? '');

describe('architecture', () => {
  it('gives every file a layer', () => {
    const layer = (file: string) => (isSimulator(file) ? simulatorLayerOf(file) : layerOf(file));
    expect(sources.filter((file) => layer(file) < 0)).toEqual([]);
  });

  it('lets imports point downwards only', () => {
    const upward = sources.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.') && path.endsWith('.ts'))
        .map((path) => normalize(join(dirname(file), path)))
        .filter((target) => {
          if (isSimulator(file))
            return !isSimulator(target) || simulatorLayerOf(target) < simulatorLayerOf(file);
          if (isSimulator(target)) return file !== 'src/commands/setup.ts';
          return layerOf(target) < layerOf(file);
        })
        .map((target) => `${file} -> ${target}`),
    );
    expect(upward).toEqual([]);
    // Proves that imports are found at all.
    expect(importsOf('src/commands/run-command.ts')).toContain('./setup.ts');
  });

  it('lists the layers in CONTRIBUTING', () => {
    const part = `<!-- layers:start -->\n${layersInWords()}\n<!-- layers:end -->`;
    expect(textOf('CONTRIBUTING.md')).toContain(part);
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

  it('knows the credential where CONTRIBUTING says, and nowhere else', () => {
    const row = /^\| the credential \| (.+) \|$/m.exec(textOf('CONTRIBUTING.md'))?.[1] ?? '';
    const places = [...row.matchAll(/`([^`]+)`/g)].map(([, place]) => `src/${place}`);
    const knowing = sources.filter(
      (file) =>
        !isSimulator(file) &&
        (importsOf(file).some((path) => /\/(credential|secrets)\.ts$/.test(path)) ||
          /\.credential\b/.test(textOf(file))),
    );
    expect(knowing.filter((file) => !places.some((place) => file.startsWith(place)))).toEqual([]);
    // Every file or folder in the list still knows the credential.
    expect(places.filter((place) => !knowing.some((file) => file.startsWith(place)))).toEqual([]);
    // Only the code that opens a call takes its secret; tools and answers must not.
    expect(places).toContain('src/server/call-tool.ts');
    expect(knowing.filter((file) => /^src\/(tools|answers|catalog|tool)\b/.test(file))).toEqual([]);
  });

  it('keeps bounds in limits/ only', () => {
    const bound = /const [A-Z_]+_(MS|SECONDS|BYTES|PAGE_SIZE|(CHARS|ROWS|PAGES)_MAX) = [\d_]+;/;
    const holders = sources.filter((file) => !isSimulator(file) && bound.test(textOf(file)));
    expect(holders.filter((file) => !file.startsWith('src/limits/'))).toEqual([]);
    expect(holders).toContain('src/limits/cloudflare.ts');
  });

  it('mocks no module, which in the workers of vitest.config.ts would stay for the tests that follow', () => {
    expect(filesIn('tests').filter((file) => /vi\.(do)?mock\(['"]/i.test(textOf(file)))).toEqual([]);
  });

  it('writes to stdout only from main and the commands for people', () => {
    const writers = sources.filter((file) => /process\.stdout\.write/.test(textOf(file)));
    expect(writers.filter((file) => file !== 'src/main.ts' && !file.startsWith('src/commands/'))).toEqual([]);
    expect(textOf('src/commands/stdio.ts')).not.toMatch(/process\.stdout/);
  });

  it('has files of one purpose: stated in the first line, at most 250 lines, with a name that says something', () => {
    for (const file of sources) {
      const [first = '', second = ''] = textOf(file).split('\n');
      expect(first.startsWith('#!') ? second : first, file).toMatch(/^\/\*\* .+ \*\/$/);
      expect(textOf(file).split('\n').length, file).toBeLessThanOrEqual(250);
      expect(file).not.toMatch(/util|helper|common|manager|index\.ts/i);
    }
  });

  it('has one tool a file, registered, with a test of the same name', () => {
    const names = catalog.map(({ name }) => name.replaceAll('_', '-')).sort();
    expect(readdirSync(join(root, 'src/tools')).sort()).toEqual(names.map((name) => `${name}.ts`));
    for (const name of names) expect(existsSync(join(root, `tests/tools/${name}.test.ts`)), name).toBe(true);
  });

  it('mirrors src in tests, except for the package, the simulator, recorded bodies and incidents, which are tested by subject', () => {
    const orphans = filesIn('tests')
      .filter((file) =>
        /^tests\/(?!package\/|recorded\/|simulator\/|incidents\/).*\/.*\.test\.ts$/.test(file),
      )
      .map((file) => file.replace(/^tests/, 'src').replace('.test.ts', '.ts'))
      .filter((source) => !sources.some((each) => source.startsWith(each.replace('.ts', ''))));
    expect(orphans).toEqual([]);
  });
});
