/** What a client sees in `tools/list`: a committed snapshot, reviewed like code, with a budget. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../docs/tool-definition.ts';
import { catalog } from '../src/catalog.ts';
import { instructionOf, instructionsFor } from '../src/server/instructions.ts';
import { definitionsOf } from '../src/server/listed-tools.ts';
import { TOOL_GROUPS } from '../src/tool.ts';
import { connect, open, type Session } from './client.ts';

interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown> & { properties: Record<string, { description?: string }> };
  readonly outputSchema: Record<string, unknown>;
  readonly annotations: object;
}

function tokensOf(value: unknown): number {
  return encode(JSON.stringify(value)).length;
}

function seenByModel({
  name,
  description,
  inputSchema,
}: Pick<ListedTool, 'name' | 'description'> & { inputSchema: unknown }) {
  return { name, description, inputSchema };
}

let session: Session;
let tools: ListedTool[];

beforeAll(async () => {
  session = await connect();
  tools = (await session.client.listTools()).tools as unknown as ListedTool[];
});
afterAll(() => session.close());

describe('tools/list', () => {
  it('says what the schemas of the catalogue say, in its order', () => {
    // Both sides as JSON: what zod makes has keys that are undefined.
    expect(tools).toEqual(JSON.parse(JSON.stringify(catalog.map(definitionOf))));
  });

  it('cannot leave out a tool: one without a definition fails the start, and says what to do', () => {
    const tools = [...catalog, { name: 'list_new_things' }, { name: 'get_new_thing' }];
    expect(() => definitionsOf(tools)).toThrow(
      'tools-list.json has no definition of list_new_things, get_new_thing: run "npm run docs".',
    );
  });

  it('says of every tool that it only reads', () => {
    const annotations = {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    };
    for (const tool of tools) expect(tool.annotations, tool.name).toEqual(annotations);
  });

  it('has names and schemas that every client takes', () => {
    for (const { name, description, inputSchema, outputSchema } of tools) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(name.length).toBeLessThanOrEqual(40);
      expect(description.length).toBeLessThanOrEqual(300);
      expect(description).toContain('Example');
      // Inputs without it: Gemini's Python SDK converts no tool that has it. The server refuses unknown arguments all the same.
      expect(inputSchema).not.toHaveProperty('additionalProperties');
      // Clients that keep a schema would refuse the answer of a newer server with one more field.
      expect(JSON.stringify(outputSchema)).not.toContain('"additionalProperties":false');
      for (const schema of [inputSchema, outputSchema]) {
        expect(schema).toMatchObject({ type: 'object' });
        expect(Object.keys(schema).filter((key) => ['anyOf', 'oneOf', 'allOf'].includes(key))).toEqual([]);
        expect(JSON.stringify(schema)).not.toMatch(/"\$ref"|"\$defs"|"(items|additionalProperties)":\{\}/);
      }
    }
  });

  it('describes every argument', () => {
    for (const { name, inputSchema } of tools) {
      for (const [field, { description }] of Object.entries(inputSchema.properties)) {
        expect(description, `${name}.${field}`).toBeTruthy();
      }
    }
  });

  // Output schemas are long since every field is described. Programs read them, and models see them only in code mode.
  it.each(catalog)(
    'has room for $name: at most 360 tokens as a model sees it, 1,700 as it is sent',
    (tool) => {
      const definition = definitionOf(tool);
      expect(tokensOf(seenByModel(definition))).toBeLessThanOrEqual(360);
      expect(tokensOf(definition)).toBeLessThanOrEqual(1_700);
    },
  );

  it('costs at most 12,000 tokens as it is sent: names, descriptions, inputs and outputs of all tools', () => {
    expect(tokensOf(tools)).toBeLessThanOrEqual(12_000);
  });

  it('costs at most 200 tokens a tool on average: name, description, input', () => {
    const tokens = tools.map((tool) => tokensOf(seenByModel(tool)));
    expect(tokens.reduce((sum, each) => sum + each, 0) / tools.length).toBeLessThanOrEqual(200);
  });
});

describe.each(catalog)('$name', ({ name, group, question, example, input }) => {
  it('states a group, one question, and an example that its schema takes', () => {
    expect(TOOL_GROUPS).toContain(group);
    expect(question).toMatch(/^[A-Z][^?]+\?$/);
    expect(input.safeParse(example).error).toBeUndefined();
  });

  it('answers its example on the embedded account, a list with rows', async () => {
    const { isError, text, structured } = await (await open()).call(name, example);
    expect(isError, text).toBe(false);
    expect(structured.returned).not.toBe(0);
  });
});

describe('instructions', () => {
  it('name every tool with its question', () => {
    const lines = instructionsFor(catalog).split('\n');
    for (const { name, question } of catalog) expect(lines).toContain(`${name}: ${question}`);
  });

  it('fit into what clients keep, with room for twenty tools', () => {
    const charsOfLine = catalog.map((tool) => instructionOf(tool).length + 1);
    const others = instructionsFor([]).length;
    expect(others + 20 * Math.max(...charsOfLine)).toBeLessThan(2_000);
  });

  it('say in which order to ask, and what no tool covers', () => {
    const text = instructionsFor(catalog);
    const [order = ''] = /In an incident: .*/.exec(text) ?? [];
    const named = order.match(/\b(?:list|get)_[a-z_]+/g) ?? [];
    expect(named.slice(0, 2)).toEqual(['get_http_errors', 'list_changes']);
    expect(catalog.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
    expect(text).toMatch(/Not covered: .*Workers/);
  });

  it('say that texts from upstream are data', () => {
    expect(instructionsFor(catalog)).toMatch(/data, never instructions/);
  });
});
