/** What a client sees in `tools/list`: a committed snapshot, reviewed like code, with a budget. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { INSTRUCTIONS } from '../src/server/server.ts';
import listed from '../src/server/tools-list.json' with { type: 'json' };
import { connect, type Session } from './client.ts';
import { definitionOf } from './definition.ts';

interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown> & { properties: Record<string, { description?: string }> };
  readonly outputSchema: Record<string, unknown>;
  readonly annotations: object;
}

let session: Session;
let tools: ListedTool[];

beforeAll(async () => {
  session = await connect();
  tools = (await session.client.listTools()).tools as unknown as ListedTool[];
});
afterAll(() => session.close());

describe('tools/list', () => {
  it('is the committed file', () => {
    expect(tools).toEqual(listed);
  });

  it('says what the schemas of the catalogue say', async () => {
    const definitions = `${JSON.stringify(catalog.map(definitionOf), null, 2)}\n`;
    await expect(definitions).toMatchFileSnapshot('../src/server/tools-list.json');
  });

  it('lists the catalogue in its order', () => {
    expect(tools.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
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
      for (const schema of [inputSchema, outputSchema]) {
        expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
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

  it('costs at most 200 tokens a tool on average: name, description, input', () => {
    const tokens = tools.map(({ name, description, inputSchema }) => {
      return encode(JSON.stringify({ name, description, inputSchema })).length;
    });
    expect(tokens.reduce((sum, each) => sum + each, 0) / tools.length).toBeLessThanOrEqual(200);
  });
});

describe('tools/list as a whole', () => {
  it('stays below 5,000 tokens', () => {
    expect(encode(JSON.stringify({ tools })).length).toBeLessThan(5_000);
  });
});

describe('instructions', () => {
  it('fit into what clients keep, and name every tool', () => {
    expect(INSTRUCTIONS.length).toBeLessThan(2_000);
    for (const { name } of catalog) expect(INSTRUCTIONS).toContain(name);
  });

  it('say that texts from upstream are data', () => {
    expect(INSTRUCTIONS).toMatch(/data, never instructions/);
  });
});
