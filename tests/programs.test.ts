/** Programs with types from `tools/list` read every answer by the names of its fields, as code modes let models write them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { connect, type Session } from './client.ts';
import { compilePrograms, GENERATORS, type ListedTool, loadPrograms, PROGRAMS } from './program-types.ts';

/** The embedded account is made of times before this one, so that what is printed stays the same. */
const NOW = Date.parse('2026-11-24T10:00:00Z');

type Cell = string | number | boolean | undefined;
type Program = (codemode: object, print: (...cells: Cell[]) => void) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...texts: string[]) => Program;

const programs = loadPrograms();
let session: Session;
let tools: ListedTool[];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  session = await connect();
  tools = (await session.client.listTools()).tools as unknown as ListedTool[];
});
afterAll(async () => {
  await session.close();
  vi.useRealTimers();
});

describe('the programs', () => {
  it('are one for each tool', () => {
    expect([...programs.keys()].sort()).toEqual(catalog.map(({ name }) => name).sort());
  });

  it.each([...programs])(
    'of %s names fields, and neither looks them up nor tells the compiler what they are',
    (_, text) => {
      const [, code] = text.split('*/\n');
      expect(code).not.toMatch(/\b(any|unknown|Record|Object)\b|\sas\s|\[['"`]|\w\[|@ts-|!\./);
    },
  );
});

describe.each(Object.entries(GENERATORS))('with types by %s', (_, generate) => {
  let types: string;
  let errors: string;
  let compiled: Map<string, string>;

  beforeAll(async () => {
    types = await generate(tools);
    ({ errors, compiled } = await compilePrograms(types, programs));
  });

  it('compile under --strict', () => {
    expect(errors).toBe('');
  });

  it('find no value without a type in an answer', () => {
    const outputs = types.replace(/(type|interface) \w+Input\b.*?(?=(type|interface) \w+Output\b)/gs, '');
    const code = outputs.replace(/\/\*.*?\*\/|"[^"]*"/gs, '');
    // An open object may have further fields that no schema names; one that has only those is not typed.
    const named = code.replace(/(?<!\{\s*)\[k: string\]: unknown/g, '');
    expect(named.match(/^.*\b(any|unknown)\b.*$/gm)).toBe(null);
  });

  it('are told of a mistyped field', async () => {
    const mistyped = new Map([...programs].map(([name, text]) => [name, mistypeFirstField(text)]));
    const { errors } = await compilePrograms(types, mistyped);
    const found = errors.match(/^src\/\w+\.ts\(\d+,\d+\): error TS(2339|2551|4111)/gm) ?? [];
    const named = new Set(found.map((line) => line.replace(/^src\/|\.ts.*$/g, '')));
    expect([...named].sort()).toEqual([...programs.keys()].sort());
  });

  it.each(catalog)('print what $name answers', async ({ name }) => {
    const lines: string[] = [];
    const program = new AsyncFunction('codemode', 'print', compiled.get(name)!.replace('export {};', ''));
    await program(codemodeOf(session, tools), (...cells) => {
      lines.push(cells.map((cell) => cell ?? '-').join(' | '));
    });
    expect(`${lines.join('\n')}\n`).toBe(
      readFileSync(join(PROGRAMS, `${name.replaceAll('_', '-')}.txt`), 'utf8'),
    );
  });
});

/** A code mode hands a program the structured content of an answer. */
function codemodeOf({ call }: Session, listed: readonly ListedTool[]) {
  return Object.fromEntries(
    listed.map(({ name }) => [
      name,
      async (input: Record<string, unknown>) => {
        const { isError, text, structured } = await call(name, input);
        if (isError) throw new Error(text);
        return structured;
      },
    ]),
  );
}

/** `answer.zones` -> `answer.zonesx` */
const mistypeFirstField = (text: string): string => text.replace(/\banswer\.\w+/, '$&x');
