/** The documents agree with the code, in both directions; the generated parts are rewritten by `npm run docs`. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commentOf, DOCUMENTS } from '../docs/documents.ts';
import { catalog } from '../src/catalog.ts';
import { HELP } from '../src/commands/help.ts';
import { VARIABLES } from '../src/settings/environment.ts';
import { TOOL_GROUPS } from '../src/tool.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const example = read('.env.example');

describe('the generated documents', () => {
  it.each(DOCUMENTS)('$file is as `npm run docs` writes it', ({ file, write }) => {
    expect(read(file)).toBe(write(read(file)));
  });
});

describe('README', () => {
  it('names no tool and no variable that does not exist', () => {
    const names = new Set(catalog.map(({ name }) => name));
    const mentioned = readme.match(/\b(list|get|test)_[a-z_]+/g) ?? [];
    expect(mentioned.filter((name) => !names.has(name))).toEqual([]);
    const ignored = ['CLOUDFLARE_CUSTOM_HEADERS', 'CLOUDFLARE_LOG'];
    const variables = readme.match(/\bCLOUDFLARE_[A-Z_]+/g) ?? [];
    expect(variables.filter((name) => ![...VARIABLES, ...ignored].includes(name))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
    for (const document of [readme, read('CONTRIBUTING.md')]) {
      const mentioned = [...document.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name);
      expect(mentioned.filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
    }
  });
});

describe('.env.example', () => {
  it('documents each variable that the code reads, and no other', () => {
    const documented = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...documented].sort()).toEqual([...VARIABLES].sort());
    for (const variable of VARIABLES) expect(commentOf(variable), variable).not.toBe('');
  });

  it('names every group of tools', () => {
    expect(commentOf('CLOUDFLARE_MCP_TOOLS')).toContain(`the groups ${TOOL_GROUPS.join(', ')}.`);
  });
});

describe('CONTRIBUTING', () => {
  it('names only files that exist', () => {
    const contributing = read('CONTRIBUTING.md');
    const files = [...contributing.matchAll(/`((?:[a-z-]+\/)*[a-z-]+\.ts)`/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(10);
    for (const file of new Set(files)) {
      expect(() => read(file?.startsWith('tests/') ? file : `src/${file}`), file).not.toThrow();
    }
  });

  it('names each check that `npm run check` runs', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const part of scripts.check?.split(' && ') ?? [])
      expect(read('CONTRIBUTING.md')).toContain(`\`${part}\``);
  });
});

describe('--help', () => {
  it('names only variables that exist', () => {
    const variables = HELP.match(/\bCLOUDFLARE_[A-Z_]+/g) ?? [];
    expect(variables.every((name) => (VARIABLES as readonly string[]).includes(name))).toBe(true);
  });
});
