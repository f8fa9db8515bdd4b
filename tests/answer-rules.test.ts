/** The rules of a row, held over all tools: in the schemas of `tools/list`, and in real answers of every kind. */
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { closed, fieldsOf, grown, type Schema, schemasIn, valuesIn } from './answer-values.ts';
import { type Answer, CLIENTS, connect, open, type Session, worldWithout } from './client.ts';

const ZONE = 'example.com';
/** Beside each tool's own example: other filters, pages, zones in other states, and answers with gaps. */
const CALLS: readonly (readonly [tool: string, input: Record<string, unknown>])[] = [
  ...catalog.map(({ name, example }) => [name, example] as const),
  ['list_zones', {}],
  ['list_zones', { limit: 2 }],
  ['list_zones', { status: 'pending' }],
  ['list_zones', { name: 'nothing-is-called-so.example' }],
  ['get_zone', { zone: 'northwind-launch.example' }],
  ['get_zone', { zone: 'northwind-pay.example' }],
  ['get_zone', { zone: 'trailmaps.example', sections: ['certificates', 'dnssec'] }],
  ['list_dns_records', { zone: ZONE }],
  ['list_dns_records', { zone: ZONE, limit: 3 }],
  ['list_dns_records', { zone: ZONE, type: 'MX' }],
  ['list_dns_records', { name: '*shop*' }],
  ['list_dns_records', { type: 'TXT', limit: 1_000 }],
  ['list_alert_history', {}],
  ['list_alert_history', { limit: 3 }],
  ['list_alert_history', { since: '30d', limit: 1_000 }],
  ['list_changes', {}],
  ['list_changes', { since: '7d', zone: ZONE }],
  ['list_changes', { since: '7d', limit: 2 }],
  ['get_http_errors', { zone: ZONE }],
  ['get_http_errors', { zone: ZONE, since: '24h', host: `shop.${ZONE}` }],
  ['get_http_errors', { zone: 'outfitters.example' }],
  ['list_firewall_events', { zone: ZONE, since: '24h', show_client_ips: true }],
  ['list_firewall_events', { zone: 'outfitters.example' }],
  ['get_origin_health', {}],
  ['get_origin_health', { zone: 'northwind.example' }],
  ['get_cloudflare_status', {}],
  ['list_certificates', {}],
  ['list_certificates', { days_left_max: 400, limit: 2 }],
  ['list_certificates', { zone: 'northwind-pay.example' }],
];
const PERMISSIONS_MISSING = ['Zone Settings Read', 'Health Checks Read', 'Account Settings Read'];

/** These are the same thing in every answer. */
const SAME_EVERYWHERE = [
  'window.since',
  'window.until',
  'unavailable',
  'returned',
  'filters',
  'notes',
  'next_cursor',
];
/**
 * `zones` is the list of list_zones, and how many there are elsewhere: `"searched":{"zones":12,"of":12}`. `ssl` is a section
 * of get_zone and, in it, Cloudflare's ID of the setting.
 */
const TWO_TYPES: ReadonlySet<string> = new Set(['zones', 'ssl']);
const SCALARS = ['string', 'number', 'integer', 'boolean'];

let session: Session;
let withGaps: Session;
let outputs: { name: string; schema: Schema }[];

beforeAll(async () => {
  session = await connect();
  withGaps = await connect({ world: worldWithout(...PERMISSIONS_MISSING) });
  const { tools } = await session.client.listTools();
  outputs = tools.map(({ name, outputSchema }) => ({ name, schema: outputSchema as Schema }));
});
afterAll(() => Promise.all([session.close(), withGaps.close()]));

describe('the schemas of answers', () => {
  it('give every value one type, and lists the type of what is in them', () => {
    for (const { name, schema } of outputs) {
      for (const { path, schema: part } of schemasIn(schema)) {
        const where = `${name}: ${path}`;
        expect([...SCALARS, 'object', 'array'], where).toContain(part.type);
        for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', '$ref'])
          expect(part, where).not.toHaveProperty(keyword);
        if (part.type === 'array') expect([...SCALARS, 'object'], where).toContain(part.items?.type);
        // Code Mode writes `'a' | 'b'[]` for a list of words out of a set.
        if (part.type === 'array') expect(part.items, where).not.toHaveProperty('enum');
      }
    }
  });

  it('name and describe every field of an object; only filters are named by what was asked', () => {
    for (const { name, schema } of outputs) {
      for (const { path, schema: part } of schemasIn(schema)) {
        const where = `${name}: ${path}`;
        if (part.type !== 'object') continue;
        if (path === 'filters') continue;
        expect(Object.keys(part.properties ?? {}), where).not.toEqual([]);
        for (const [field, { description }] of Object.entries(part.properties ?? {})) {
          expect(field, where).toMatch(/^[a-z][a-z0-9_]*$/);
          expect(description, `${where}.${field}`).toBeTruthy();
        }
      }
    }
  });

  it('stay open to more fields, and demand only fields that they name', () => {
    for (const { name, schema } of outputs) {
      for (const { path, schema: part } of schemasIn(schema)) {
        expect(part.additionalProperties, `${name}: ${path}`).not.toBe(false);
        expect(Object.keys(part.properties ?? {}), `${name}: ${path}`).toEqual(
          expect.arrayContaining([...(part.required ?? [])]),
        );
      }
    }
  });

  it('give one name one type in all tools', () => {
    const types = new Map<string, Map<string, string>>();
    for (const { name, schema } of outputs) {
      for (const { path, field, schema: part } of fieldsOf(schema)) {
        const type = part.type === 'array' ? `list of ${part.items?.type}` : part.type;
        const ofField = types.get(field) ?? new Map();
        types.set(field, ofField.set(type === 'integer' ? 'number' : type, `${name}: ${path}`));
      }
    }
    const several = [...types].filter(([field, ofField]) => ofField.size > 1 && !TWO_TYPES.has(field));
    expect(several.map(([field, ofField]) => ({ field, ...Object.fromEntries(ofField) }))).toEqual([]);
  });

  it.each(SAME_EVERYWHERE)('describe %s in the same words in all tools', (path) => {
    const descriptions = outputs.flatMap(({ schema }) =>
      [...fieldsOf(schema)].filter((field) => field.path === path).map((field) => field.schema.description),
    );
    expect(descriptions.length).toBeGreaterThan(1);
    expect([...new Set(descriptions)]).toHaveLength(1);
  });

  it('keep the number of rows left out beside the list that was cut', () => {
    const cut = outputs.flatMap(({ name, schema }) =>
      [...schemasIn(schema)].flatMap(({ path, schema: { properties = {} } }) =>
        Object.keys(properties)
          .filter((field) => field.endsWith('_more'))
          .map((field) => ({
            name,
            path,
            more: properties[field]?.type,
            list: properties[field.slice(0, -5)]?.type,
          })),
      ),
    );
    expect(cut.length).toBeGreaterThan(0);
    for (const { more, list, ...where } of cut)
      expect({ ...where, more, list }).toEqual({ ...where, more: 'number', list: 'array' });
  });
});

const validators = new Map<string, ValidateFunction>();

/** Compiled once for each tool: that takes longer than its calls. */
function closedValidator(tool: string): ValidateFunction {
  const known = validators.get(tool);
  if (known) return known;
  const { schema } = outputs.find(({ name }) => name === tool)!;
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(closed(schema) as object);
  validators.set(tool, validate);
  return validate;
}

describe.each(CALLS)('%s %j', (tool, input) => {
  let answers: Answer[];
  beforeAll(async () => {
    answers = await Promise.all([session.call(tool, input), withGaps.call(tool, input)]);
    for (const { isError, text } of answers) expect(isError, text).toBe(false);
  });

  it('answers with the same JSON as structured content and as text', () => {
    for (const { text, structured } of answers) expect(JSON.parse(text)).toEqual(structured);
  });

  it('has only fields that its schema names, each of the type that it names', () => {
    const validate = closedValidator(tool);
    for (const { structured } of answers) {
      validate(structured);
      expect(validate.errors).toBe(null);
    }
  });

  it('has no field without a value; only a list that is the answer may be empty', () => {
    const { required = [] } = outputs.find(({ name }) => name === tool)!.schema;
    const values = answers.flatMap(({ structured }) => [...valuesIn(structured)]);
    const empty = values.filter(
      ({ value }) =>
        value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0),
    );
    // What was read and is not there is an empty list beside the others: `"certificates":[]`.
    const isAnswer = ({ path, value }: (typeof empty)[number]) =>
      /^\/\w+$/.test(path) && (Array.isArray(value) || required.includes(path.slice(1)));
    expect(empty.filter((each) => !isAnswer(each))).toEqual([]);
  });

  it('writes times as RFC 3339 in UTC, in whole seconds', () => {
    const times = answers.flatMap(({ structured }) =>
      [...valuesIn(structured)].flatMap(({ path, value }) =>
        [...(typeof value === 'string' ? value : '').matchAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\w:.+-]*/g)].map(
          ([time]) => ({
            path,
            time,
          }),
        ),
      ),
    );
    for (const { path, time } of times)
      expect(time.replace(/\.$/, ''), path).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(times).toBeDefined();
  });
});

describe.each(CLIENTS)('the client %s', (client) => {
  it('accepts every answer', async () => {
    const other = await open({ client });
    await other.client.listTools();
    for (const [tool, input] of CALLS) {
      const { isError, text } = await other.call(tool, input);
      expect(isError, `${tool} ${JSON.stringify(input)}: ${text}`).toBe(false);
    }
  });

  it.each(catalog)(
    'that keeps an older schema accepts one more field from $name',
    async ({ name, example }) => {
      const other = await open({ client });
      await other.client.listTools();
      onEachMessage(other, (message) => grown(message));
      const { structured } = await other.call(name, example);
      expect(structured.a_later_field).toBe('new');
    },
  );

  it('would refuse that field where a schema is closed', async () => {
    const other = await open({ client });
    onEachMessage(other, (message) => closed(grown(message)));
    await other.client.listTools();
    await expect(other.call('list_zones')).rejects.toThrow('additional properties');
  });
});

function onEachMessage({ client }: Session, change: (message: unknown) => unknown): void {
  const transport = client.transport as { onmessage?: (message: JSONRPCMessage) => void };
  const receive = transport.onmessage?.bind(transport);
  transport.onmessage = (message) => receive?.(change(message) as JSONRPCMessage);
}
