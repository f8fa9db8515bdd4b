/** What clients hand on to models: input schemas in the few words that every provider and SDK takes, for every tool. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { CLIENTS, open } from './client.ts';

type Schema = Record<string, unknown>;
interface Word {
  readonly type?: string;
  readonly properties?: object;
  readonly required?: string[];
  readonly items?: object;
  readonly enum?: unknown[];
}

/** JSON Schema has more; each of them is refused by OpenAI's strict mode, Gemini (API or one of its SDKs), Bedrock or Anthropic. */
const WORDS = ['type', 'properties', 'required', 'items', 'enum', 'description'];
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

/** A schema and all schemas in it. */
function schemasIn(schema: Schema): Schema[] {
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return [schema, ...inner.flatMap((each) => schemasIn(each as Schema))];
}

describe.each(CLIENTS)('the input schemas for client %s', (client) => {
  it('have no word that a provider refuses', async () => {
    const { tools } = await (await open({ client })).client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
    for (const { name, inputSchema } of tools) {
      for (const schema of schemasIn(inputSchema)) {
        const { type, properties, required, items, enum: entries } = schema as Word;
        expect(
          Object.keys(schema).filter((word) => !WORDS.includes(word)),
          name,
        ).toEqual([]);
        // One type, as a text: lists of types are refused by Gemini.
        expect(TYPES, name).toContain(type);
        expect(properties !== undefined, name).toBe(type === 'object');
        expect(items !== undefined, name).toBe(type === 'array');
        for (const each of required ?? []) expect(Object.keys(properties ?? {}), name).toContain(each);
        // Gemini takes entries only of texts, and none that is empty.
        if (entries !== undefined) {
          expect(type, name).toBe('string');
          expect(new Set(entries).size, name).toBe(entries.length);
          expect(entries.filter((entry) => typeof entry !== 'string' || entry === '')).toEqual([]);
        }
      }
      expect(inputSchema.type).toBe('object');
    }
  });

  it('say in the description what the other words would say: bounds and defaults', async () => {
    const { tools } = await (await open({ client })).client.listTools();
    const described = (tool: string, argument: string) => {
      const { inputSchema } = tools.find(({ name }) => name === tool)!;
      return String((inputSchema.properties as Record<string, Schema>)[argument]?.description);
    };
    expect(described('list_zones', 'limit')).toMatch(/1 to 1000/);
    expect(described('list_certificates', 'days_left_max')).toMatch(/-10000 to 10000/);
    expect(described('list_changes', 'since')).toMatch(/default 24h/);
    expect(described('get_http_errors', 'since')).toMatch(/default 1h/);
    expect(described('list_alert_history', 'since')).toMatch(/default 7d/);
    expect(described('list_firewall_events', 'show_client_ips')).toMatch(/default false/);
  });
});

describe.each(catalog)('$name', ({ name, input }) => {
  it('lists each argument that it takes, and requires those without which it refuses', async () => {
    const { tools } = await (await open()).client.listTools();
    const { properties = {}, required = [] } = tools.find((tool) => tool.name === name)!.inputSchema;
    expect(Object.keys(properties)).toEqual(Object.keys(input.shape));
    const isRequired = (argument: string) => !input.shape[argument]!.safeParse(undefined).success;
    expect(required).toEqual(Object.keys(input.shape).filter(isRequired));
  });
});
