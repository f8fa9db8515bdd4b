/** Which bodies are accepted: JSON of a bounded size, however it is sent. */
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HTTP_BODY_BYTES_MAX } from '../../src/limits/callers.ts';
import { bearer, CALLER_TOKEN, callTool, rpc, send, serve } from '../http-client.ts';

const TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const message = (padding: string) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: { padding } } });

describe('a body above the limit', () => {
  const large = message('x'.repeat(HTTP_BODY_BYTES_MAX));

  it('is refused with 413 by its announced length', async () => {
    const { url } = await serve();
    const { status, json } = await send(url, { headers: TYPE, body: large });
    expect(status).toBe(413);
    expect(json).toMatchObject({ jsonrpc: '2.0', error: { message: expect.stringContaining('262144') } });
  });

  it('is refused with 413 while it arrives, when no length was announced', async () => {
    const { url } = await serve();
    const parts = large.match(/.{1,65536}/gs) ?? [];
    const { status } = await send(url, { headers: TYPE, body: parts });
    expect(status).toBe(413);
  });

  it('is refused with 413 even if it never ends', async () => {
    const { url } = await serve();
    const endless = request(url, { method: 'POST', headers: TYPE, agent: false });
    endless.on('error', () => undefined);
    onTestFinished(() => void endless.destroy());
    const outcome = Promise.race([
      once(endless, 'response').then(([{ statusCode }]) => statusCode),
      once(endless, 'close').then(() => 'hung up without an answer'),
    ]);
    for (let sent = 0; sent <= HTTP_BODY_BYTES_MAX; sent += 16_384) endless.write('x'.repeat(16_384));
    expect(await outcome).toBe(413);
  });

  it('is not parsed at all, so that nothing reaches Cloudflare, and the next caller is served', async () => {
    const { url, simulator, log } = await serve();
    await send(url, { headers: TYPE, body: large });
    expect(simulator.requests).toEqual([]);
    expect(log).toEqual([]);
    expect((await callTool(url, 'list_zones')).status).toBe(200);
  });

  it('is refused for its missing token first', async () => {
    const { url } = await serve({ env: { MCP_HTTP_TOKEN: CALLER_TOKEN } });
    expect((await send(url, { headers: TYPE, body: large })).status).toBe(401);
    expect((await send(url, { headers: { ...TYPE, ...bearer() }, body: large })).status).toBe(413);
  });
});

describe('a body up to the limit', () => {
  it('is served, also when it arrives in parts', async () => {
    const { url } = await serve();
    const body = message('x'.repeat(HTTP_BODY_BYTES_MAX - message('').length));
    expect(Buffer.byteLength(body)).toBe(HTTP_BODY_BYTES_MAX);
    const headers = TYPE;
    expect((await send(url, { headers, body })).json.result.tools).toBeDefined();
    expect(
      (await send(url, { headers, body: body.match(/.{1,65536}/gs) ?? [] })).json.result.tools,
    ).toBeDefined();
  });

  it('may have letters split between two parts', async () => {
    const { url } = await serve();
    const bytes = Buffer.from(message('äöü€'), 'utf8');
    const at = bytes.indexOf('€') + 1;
    const body = [bytes.subarray(0, at), bytes.subarray(at)] as unknown as string[];
    expect((await send(url, { headers: TYPE, body })).json.result.tools).toBeDefined();
  });
});

describe('a body that is no message', () => {
  it.each(['', 'not json', '{"jsonrpc":', '"too large"', 'null', '[]', '42', '{}', '\u0000'])(
    '%j is answered with 400 and a JSON-RPC error',
    async (body) => {
      const { url } = await serve();
      const { status, json } = await send(url, { headers: TYPE, body });
      expect({ status, json }).toMatchObject({
        status: 400,
        json: { jsonrpc: '2.0', error: { code: expect.any(Number) } },
      });
    },
  );

  it('is called a parse error when it is not JSON', async () => {
    const { url } = await serve();
    const { json } = await send(url, { headers: TYPE, body: '{"jsonrpc":' });
    expect(json.error.code).toBe(-32700);
  });

  it('is refused with 415 when its type is not JSON', async () => {
    const { url } = await serve();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const { status } = await send(url, { headers: { ...TYPE, 'content-type': type }, body: message('') });
      expect({ type, status }).toEqual({ type, status: 415 });
    }
  });
});

describe('arguments', () => {
  it('that are too deep or too many are refused with text for the agent', async () => {
    const { url, simulator } = await serve();
    const { status, json } = await callTool(url, 'list_zones', { name: 'x', more: Array(5_000).fill(0) });
    expect(status).toBe(200);
    expect(json.result ?? json.error).toMatchObject(json.result ? { isError: true } : { code: -32602 });
    expect(simulator.requests).toEqual([]);
  });

  it('of an unknown tool are an error of the protocol', async () => {
    const { url } = await serve();
    expect((await callTool(url, 'no_such_tool')).json.error.code).toBe(-32602);
    expect((await rpc(url, 'no/such/method')).json.error.code).toBe(-32601);
  });
});
