/** What a program sees of the tools: TypeScript that others generate from `tools/list`, and what tsc says to programs. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrowserCodeTool } from '@cloudflare/codemode/browser';
import { compile } from 'json-schema-to-typescript';

export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
  readonly outputSchema: object;
}

export type Types = (tools: readonly ListedTool[]) => Promise<string>;

/** Each declares `codemode`, an object with a function for each tool. */
export const GENERATORS: Readonly<Record<string, Types>> = {
  '@cloudflare/codemode': async (tools) => {
    const unused = { execute: async () => ({ result: undefined }) };
    const described = tools.map((tool) => ({ ...tool, ...unused }));
    return createBrowserCodeTool({ tools: described, executor: unused, description: '{{types}}' })
      .description;
  },

  'json-schema-to-typescript': async (tools) => {
    const options = { bannerComment: '', format: false };
    const parts: string[] = [];
    const functions: string[] = [];
    for (const { name, inputSchema, outputSchema } of tools) {
      for (const [end, schema] of [
        ['input', inputSchema],
        ['output', outputSchema],
      ] as const) {
        parts.push((await compile(schema, `${name}_${end}`, options)).replace(/^export /gm, ''));
      }
      const type = name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
      functions.push(`${name}(input: ${type}Input): Promise<${type}Output>;`);
    }
    return `${parts.join('\n')}\ndeclare const codemode: {\n${functions.join('\n')}\n};`;
  },
};

export const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));

/** The programs' texts by the name of their tool. */
export function loadPrograms(): Map<string, string> {
  const files = readdirSync(PROGRAMS).filter((file) => file.endsWith('.ts'));
  return new Map(
    files.map((file) => [
      file.slice(0, -'.ts'.length).replaceAll('-', '_'),
      readFileSync(join(PROGRAMS, file), 'utf8'),
    ]),
  );
}

const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  types: [],
  module: 'ESNext',
  // A program has no imports, but waits for its answers.
  moduleDetection: 'force',
  strict: true,
  noUncheckedIndexedAccess: true,
  // Where a schema leaves an object open, a mistyped field would be an `unknown` without this.
  noPropertyAccessFromIndexSignature: true,
  outDir: 'out',
};

/** @returns the programs as JavaScript, and what tsc says: nothing if all is well. */
export async function compilePrograms(
  types: string,
  programs: ReadonlyMap<string, string>,
): Promise<{ errors: string; compiled: Map<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  try {
    mkdirSync(join(folder, 'src'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...OPTIONS, rootDir: 'src' }, include: ['src'] }),
    );
    // What a program prints is a value with a type: `unknown` does not pass.
    const print = 'declare function print(...cells: (string | number | boolean | undefined)[]): void;';
    writeFileSync(join(folder, 'src', 'tools.d.ts'), `${types}\n${print}\n`);
    for (const [name, text] of programs) writeFileSync(join(folder, 'src', `${name}.ts`), text);
    const { errors } = await runTsc(folder);
    const names = [...programs.keys()];
    return {
      errors,
      compiled: new Map(names.map((name) => [name, readFileSync(join(folder, 'out', `${name}.js`), 'utf8')])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runTsc(cwd: string): Promise<{ errors: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [TSC, '--pretty', 'false'], { cwd });
    return { errors: stdout };
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return { errors: stdout || stderr || String(error) };
  }
}
