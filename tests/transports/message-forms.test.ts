/** Over HTTP, as on stdin: null for what is not there is understood, and what is no message is answered with its ID and the reason. */
import { describe, expect, it } from 'vitest';
import { errorFor, toMessageForm } from '../../src/transports/message-forms.ts';
import { type Reply, send, serve } from '../http-client.ts';

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  send(url, {
    headers: { ...HEADERS, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const request = (fields: object) => ({ jsonrpc: '2.0', id: 5, method: 'tools/list', ...fields });

/** What is no message, and what its sender is told. */
const INVALID: [object, RegExp][] = [
  [request({ params: null }), /params must be an object/],
  [request({ params: [] }), /params must be an object/],
  [request({ params: 'x' }), /params must be an object/],
  [request({ params: { _meta: null } }), /params\._meta must be an object/],
  [request({ params: { _meta: [] } }), /params\._meta must be an object/],
  [request({ params: { _meta: { progressToken: null } } }), /progressToken must be/],
  [request({ params: { _meta: { progressToken: 1.5 } } }), /progressToken must be/],
  [request({ jsonrpc: undefined }), /jsonrpc must be "2\.0"/],
  [request({ jsonrpc: '1.0' }), /jsonrpc must be "2\.0"/],
  [request({ jsonrpc: 2 }), /jsonrpc must be "2\.0"/],
  [request({ method: undefined }), /method must be a text/],
  [request({ method: null }), /method must be a text/],
  [request({ method: 7 }), /method must be a text/],
  [request({ session: 'x' }), /no fields but jsonrpc, id, method and params/],
];

describe('over HTTP', () => {
  it.each(INVALID)('%j is refused with 400, its ID and the reason', async (message, reason) => {
    const { url, simulator } = await serve();
    const { status, json } = await post(url, message);
    expect(status).toBe(400);
    expect(json).toEqual({
      jsonrpc: '2.0',
      id: 5,
      error: { code: -32_600, message: expect.stringMatching(reason) },
    });
    expect(simulator.requests).toEqual([]);
  });

  it.each([null, 1.5, true, {}, []])('the ID %j is refused, and cannot be repeated', async (id) => {
    const { url } = await serve();
    const { status, json } = await post(url, request({ id }));
    expect(status).toBe(400);
    expect(json).toMatchObject({
      id: null,
      error: { code: -32_600, message: expect.stringMatching(/id must be/) },
    });
  });

  it.each([
    request({ params: { cursor: null } }),
    request({ method: 'prompts/list', params: { cursor: null } }),
    request({ method: 'tools/call', params: { name: 'list_zones', arguments: null } }),
    request({ method: 'tools/call', params: { name: 'list_zones', arguments: {} } }),
    request({ params: {} }),
    request({ params: { _meta: {} } }),
    request({ id: 'text' }),
    request({ id: 0 }),
    request({ id: '' }),
  ])('%j is answered', async (message) => {
    const { url } = await serve();
    const { status, json } = await post(url, message);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id: message.id, result: {} });
  });

  it.each(['{"limit":1}', ' {"limit": 1} '])('arguments as the JSON text %j are read', async (args) => {
    const { url } = await serve();
    const call = request({ method: 'tools/call', params: { name: 'list_zones', arguments: args } });
    const { json } = await post(url, call);
    expect(json.result.structuredContent.returned).toBe(1);
  });

  it.each(['[]', '5', '"limit=1"', `{"name":${'['.repeat(5_000)}${']'.repeat(5_000)}}`])(
    'arguments that are no object, or nested too deep, are refused in plain words: %.20s',
    async (args) => {
      const { url, simulator } = await serve();
      const message = `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"list_zones","arguments":${args}}}`;
      const { status, json } = await post(url, message);
      expect(status).toBe(400);
      expect(json).toMatchObject({
        id: 5,
        error: {
          code: -32_602,
          message: expect.stringMatching(/must be an object|more than 50 levels deep/),
        },
      });
      expect(simulator.requests).toEqual([]);
    },
  );

  it('a byte order mark before the message is ignored', async () => {
    const { url } = await serve();
    const { json } = await post(url, `\u{FEFF}${JSON.stringify(request({}))}`);
    expect(json.result.tools.length).toBeGreaterThan(0);
  });
});

describe('over HTTP, a batch', () => {
  const batch = [request({ id: 1 }), request({ id: 2, method: 'ping' })];

  it.each([undefined, '2025-03-26', '2024-11-05'])('is answered in revision %s', async (revision) => {
    const { url } = await serve();
    const headers: Record<string, string> = { accept: 'application/json' };
    if (revision !== undefined) headers['mcp-protocol-version'] = revision;
    const { status, json } = await post(url, batch, headers);
    expect(status).toBe(200);
    expect(json.map(({ id }: { id: number }) => id).sort()).toEqual([1, 2]);
  });

  it.each(['2025-06-18', '2025-11-25'])('is refused in revision %s, which has none', async (revision) => {
    const { url } = await serve();
    const { status, json } = await post(url, batch, { 'mcp-protocol-version': revision });
    expect(status).toBe(400);
    expect(json.error.message).toContain(`revision ${revision} of MCP has no batches`);
  });

  it('with a message that is none is refused with the reason', async () => {
    const { url } = await serve();
    const { status, json } = await post(url, [batch[0], request({ id: 9, params: null })]);
    expect(status).toBe(400);
    expect(json).toMatchObject({ id: 9, error: { message: expect.stringMatching(/params must be/) } });
  });
});

describe('a message', () => {
  it('without null is passed on as it is', () => {
    for (const message of [request({}), request({ params: { cursor: 'x' } }), null, 7, 'x', []]) {
      expect(toMessageForm(message)).toBe(message);
    }
  });

  it('loses only what may be null', () => {
    const params = { name: 'list_zones', arguments: null, cursor: null, _meta: null, other: null };
    expect(toMessageForm(request({ params }))).toEqual(
      request({ params: { name: 'list_zones', _meta: null, other: null } }),
    );
  });

  it('that nobody waits for gets no error: a notification, a response, no object', () => {
    for (const message of [
      { jsonrpc: '2.0', method: 'x', params: null },
      { jsonrpc: '2.0', id: 1, result: {} },
      { jsonrpc: '1.0', id: 1, result: 7 },
      { id: 1, error: null },
      {},
      null,
      7,
      'id',
      [],
    ]) {
      expect(errorFor(message)).toBeUndefined();
    }
  });
});
