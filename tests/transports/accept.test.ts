/** Whatever a client says that it accepts, it gets its answer in that form, in both generations of the protocol. */
import { describe, expect, it } from 'vitest';
import { send, serve } from '../http-client.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'tests', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const GENERATIONS = ['2025-11-25', '2026-07-28'] as const;

/** One request, with this header Accept or without one. */
async function ask(
  url: string,
  revision: (typeof GENERATIONS)[number],
  accept: string | undefined,
  method = 'tools/call',
  params: object = { name: 'list_zones', arguments: { limit: 1 } },
) {
  const isModern = revision === '2026-07-28';
  const headers = {
    'content-type': 'application/json',
    'mcp-protocol-version': revision,
    ...(isModern && { 'mcp-method': method, ...('name' in params && { 'mcp-name': String(params.name) }) }),
    ...(accept !== undefined && { accept }),
  };
  const body = { jsonrpc: '2.0', id: 7, method, params: { ...params, ...(isModern && { _meta: META }) } };
  return send(url, { headers, body: JSON.stringify(body) });
}

describe.each(GENERATIONS)('in revision %s, an answer', (revision) => {
  it.each([
    [undefined, /json/],
    ['', /json/],
    ['*/*', /json/],
    ['application/*', /json/],
    ['application/json', /json/],
    ['Application/JSON; charset=utf-8', /json/],
    ['application/json;q=0.9, text/plain', /json/],
    ['text/event-stream;q=0, */*', /json/],
    ['text/event-stream', /event-stream/],
    ['text/*', /event-stream/],
    ['application/json; charset=utf-8, text/event-stream; charset=utf-8', /json|event-stream/],
    ['text/event-stream, text/plain', /event-stream/],
    ['application/json;q=0, text/event-stream', /event-stream/],
    ['application/json, text/event-stream', /json|event-stream/],
    ['text/event-stream, */*', /json|event-stream/],
  ])('to Accept %j has the type %s', async (accept, type) => {
    const { url } = await serve();
    const { status, headers, text, json } = await ask(url, revision, accept);
    expect(status, text).toBe(200);
    expect(headers['content-type']).toMatch(type);
    expect(json).toMatchObject({ jsonrpc: '2.0', id: 7, result: { structuredContent: { total: 12 } } });
    // JSON is one message and nothing else.
    if (/json/.test(String(headers['content-type']))) expect(JSON.parse(text)).toEqual(json);
  });

  it.each(['text/html', 'image/png, text/plain', 'application/xml', 'application/json;q=0'])(
    'cannot be given to Accept %j: 406 says what to accept',
    async (accept) => {
      const { url, simulator } = await serve();
      const { status, json } = await ask(url, revision, accept);
      expect(status).toBe(406);
      expect(json.error.message).toMatch(/application\/json and text\/event-stream/);
      expect(simulator.requests).toEqual([]);
    },
  );

  it.each([undefined, 'application/json', 'text/event-stream'])(
    'that is an error comes in the same way to Accept %j',
    async (accept) => {
      const { url } = await serve();
      const { json } = await ask(url, revision, accept, 'tools/call', {
        name: 'no_such_tool',
        arguments: {},
      });
      expect(json).toMatchObject({ id: 7, error: { code: -32_602 } });
    },
  );

  it('with progress is still one message as JSON', async () => {
    const { url } = await serve();
    const params = {
      name: 'list_dns_records',
      arguments: { type: 'A', content: '192.168.1.1' },
      _meta: { progressToken: 'p' },
    };
    const { text } = await ask(url, revision, 'application/json', 'tools/call', params);
    expect(JSON.parse(text)).toMatchObject({ id: 7, result: { structuredContent: { returned: 6 } } });
  });
});

describe('a notification', () => {
  it.each([undefined, '*/*', 'application/json', 'text/event-stream'])(
    'is accepted with 202 whatever Accept says: %j',
    async (accept) => {
      const { url } = await serve();
      const headers = { 'content-type': 'application/json', ...(accept !== undefined && { accept }) };
      const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
      expect(await send(url, { headers, body })).toMatchObject({ status: 202, text: '' });
    },
  );
});

describe('a subscription', () => {
  it('is refused to who accepts only JSON, because it would never end', async () => {
    const { url } = await serve();
    const params = { notifications: { toolsListChanged: true } };
    const { status } = await ask(url, '2026-07-28', 'application/json', 'subscriptions/listen', params);
    expect(status).toBe(406);
  });
});

describe('initialize', () => {
  it.each([undefined, '*/*', 'application/json', 'text/event-stream'])(
    'works with Accept %j',
    async (accept) => {
      const { url } = await serve();
      const headers = { 'content-type': 'application/json', ...(accept !== undefined && { accept }) };
      const clientInfo = { name: 'raw', version: '1' };
      const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
      const { json } = await send(url, { headers, body });
      expect(json.result).toMatchObject({ protocolVersion: '2025-06-18' });
    },
  );
});
