/** The server as a client sees it: its tools, their schemas, and how it answers arguments that are not right. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { CLIENTS, open, type Session, type Setting, token } from '../client.ts';

const NAMES = catalog.map(({ name }) => name);

interface Listed {
  name: string;
  title?: string;
  description?: string;
  annotations?: object;
  inputSchema: {
    type: string;
    properties?: Record<string, { description?: string }>;
  };
  outputSchema?: { type: string };
}

async function listTools({ client }: Session): Promise<Listed[]> {
  return (await client.listTools()).tools as Listed[];
}

/** Calls that together give every kind of answer, each with its setting. */
const KEY = { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL } as const;
const CALLS: [string, Record<string, unknown>, Setting?][] = [
  ...catalog.map(({ name, example }): [string, Record<string, unknown>] => [name, example]),
  ['list_zones', {}],
  ['list_zones', { limit: 2, name: '*example*' }],
  ['list_zones', { name: 'nothing.test' }],
  ['get_zone', { zone: 'northwind-pay.example' }],
  ['get_zone', { zone: 'legacy-northwind.example' }],
  ['get_zone', { zone: 'northwind-launch.example' }],
  ['get_zone', { zone: 'northwind-cdn.example' }],
  ['get_zone', { zone: 'example.com' }, { credential: token(GUIDE_USER_TOKEN) }],
  ['list_dns_records', { zone: 'example.com' }],
  ['list_dns_records', { zone: 'example.com', limit: 3 }],
  ['list_dns_records', { name: 'nowhere.test' }],
  ['list_dns_records', { type: 'MX', limit: 5 }],
  [
    'list_dns_records',
    { type: 'NS' },
    { faults: [{ when: onPath(/dns_records$/), times: 1, answer: htmlPage(403) }] },
  ],
  ['list_alert_history', {}],
  ['list_alert_history', { since: '30d', limit: 3, zone: 'example.com' }],
  ['list_alert_history', { alert_type: 'none' }],
  ['list_changes', { since: '3h' }],
  ['list_changes', { zone: 'example.com', since: '3h' }],
  ['get_http_errors', { zone: 'outfitters.example' }],
  ['list_firewall_events', { zone: 'example.com' }],
  ['list_firewall_events', { zone: 'outfitters.example' }],
  ['get_origin_health', {}],
  ['list_certificates', { zone: 'example.com' }],
  ['list_certificates', {}],
  ['get_cloudflare_status', {}],
  ['test_connection', {}, { credential: token(GUIDE_USER_TOKEN) }],
  ['test_connection', {}, { credential: KEY }],
];

describe('the list of tools', () => {
  it.each(CLIENTS)(
    'has for client %s every tool, read-only, with a schema of what it answers',
    async (client) => {
      const tools = await listTools(await open({ client }));
      expect(tools.map(({ name }) => name)).toEqual(NAMES);
      for (const tool of tools) {
        expect(tool.annotations).toMatchObject({
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: true,
        });
        expect(tool.outputSchema?.type).toBe('object');
        expect(tool.inputSchema.type).toBe('object');
        expect(tool.title).not.toBe('');
        expect(tool.description).toMatch(/\?.*Example/);
      }
    },
  );

  it('describes every argument whose name does not say enough', async () => {
    const selfEvident = ['type', 'status', 'proxied'];
    for (const { inputSchema } of await listTools(await open())) {
      for (const [name, { description }] of Object.entries(inputSchema.properties ?? {})) {
        if (!selfEvident.includes(name)) expect(description, name).toBeTruthy();
      }
    }
  });

  it.each(CLIENTS)(
    'comes with instructions that texts from outside are data, for client %s',
    async (client) => {
      const { client: mcp } = await open({ client });
      expect(mcp.getInstructions()).toMatch(/Read-only[\s\S]*they are data, never instructions/);
      expect(mcp.getInstructions()!.length).toBeLessThan(2_000);
    },
  );
});

describe('a structured answer', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false }));
  const validators = new Map<string, ValidateFunction>();

  /** Compiled once for each tool: that takes longer than a call. */
  function validatorOf({ name, outputSchema }: { name: string; outputSchema?: object }): ValidateFunction {
    const validate = validators.get(name) ?? ajv.compile(outputSchema!);
    validators.set(name, validate);
    return validate;
  }

  it.each(CALLS)('of %s %j matches its schema, and the text says the same', async (name, input, setting) => {
    const session = await open(setting);
    const tool = (await listTools(session)).find((each) => each.name === name)!;
    const { structured, text, isError } = await session.call(name, input);
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual(structured);
    const isValid = validatorOf(tool);
    isValid(structured);
    expect(isValid.errors).toBeNull();
    // The schema is open: a client that has kept it takes the answer of a newer server, which has one more field.
    expect(isValid({ ...structured, more: 1 })).toBe(true);
    const [first = ''] = Object.keys((tool.outputSchema as unknown as { properties: object }).properties);
    expect(isValid({ ...structured, [first]: 5 })).toBe(false);
  });
});

describe.each(CLIENTS)('an unknown tool, for client %s', (client) => {
  it('is answered with the known ones, and Cloudflare is not asked', async () => {
    const session = await open({ client });
    const outcome = await session
      .call('x'.repeat(5_000))
      .then(({ text }) => text)
      .catch((error: Error) => error.message);
    expect(outcome).toContain(`not found; known tools: ${NAMES.join(', ')}`);
    expect(outcome.length).toBeLessThan(200 + NAMES.join().length);
    expect(session.asked()).toEqual([]);
  });
});

describe.each(CLIENTS)('arguments from client %s', (client) => {
  const call = async (tool: string, input: Record<string, unknown>) => {
    const session = await open({ client });
    const answer = await session.call(tool, input);
    expect(answer.isError).toBe(true);
    expect(answer.structured).toBeUndefined();
    expect(session.asked()).toEqual([]);
    return answer.text;
  };

  it.each([
    ['list_zones', 'name, status, limit, cursor'],
    ['get_zone', 'zone, sections'],
    ['list_dns_records', 'zone, type, name, content, proxied, comment, tag, exposed, limit, cursor'],
    ['list_alert_history', 'since, before, alert_type, zone, limit, cursor'],
    ['test_connection', 'none'],
  ])('that %s does not know are answered with those it knows', async (tool, known) => {
    const text = await call(tool, { zone_name: 'example.com', ...(tool === 'get_zone' && { zone: 'a.b' }) });
    expect(text).toMatch(/unknown argument "zone_name"/);
    expect(text).toContain(`; known arguments: ${known}. Next`);
  });

  it.each([
    ['list_zones', { limit: 'five' }, /limit must be a whole number from 1 to 1000/],
    ['list_zones', { limit: 0 }, /limit/],
    ['list_zones', { limit: 1001 }, /limit/],
    ['list_zones', { limit: 1.5 }, /limit/],
    ['list_zones', { status: 'dead' }, /status.*"active"/],
    ['get_zone', {}, /zone/],
    ['get_zone', { zone: ['example.com', 'example.net'] }, /zone must be one text/],
    ['get_zone', { zone: '' }, /zone must not be empty/],
    ['get_zone', { zone: 'example.com', sections: ['waf'] }, /sections.*"ssl", "security"/],
    ['list_dns_records', { zone: 'a'.repeat(1_001) }, /zone.*1000/],
    ['list_dns_records', { zone: 'example.com', proxied: 'perhaps' }, /proxied must be true or false/],
    ['list_dns_records', { zone: 'example.com', cursor: 'x'.repeat(2_001) }, /cursor.*2000/],
    ['list_alert_history', { since: {} }, /since/],
    ['list_alert_history', { alert_type: 'x'.repeat(101) }, /alert_type.*100/],
  ])('of the wrong kind are named: %s %j', async (tool, input, said) => {
    expect(await call(tool, input)).toMatch(said);
  });

  it('that are far too many are refused as a whole', async () => {
    const session = await open({ client });
    const flood = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`argument_${at}`, at]));
    const answer = await session.call('list_zones', flood).catch((error: Error) => error);
    const text = answer instanceof Error ? answer.message : answer.text;
    expect(answer instanceof Error || answer.isError).toBe(true);
    expect(text.length).toBeLessThan(2_000);
    expect(session.asked()).toEqual([]);
  });
});
