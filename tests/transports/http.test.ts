/** The endpoint itself: every client kind, every revision, and nothing but POST on one path. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { CLIENTS } from '../client.ts';
import { callTool, connectHttp, rpc, send, serve } from '../http-client.ts';

const TOOLS = catalog.map(({ name }) => name);

/** A request as the 2026-07-28 revision has it: no handshake, everything in headers and `_meta`. */
function modern(url: string, method: string, params: object = {}, name?: string) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'tests', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(name && { 'mcp-name': name }),
  };
  return rpc(url, method, { ...params, _meta }, headers);
}

describe.each(CLIENTS)('the HTTP transport of client %s', (kind) => {
  it('lists the tools and gets an answer from each', async () => {
    const { url } = await serve();
    const { client, call } = await connectHttp(kind, url);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOLS);
    expect((await call('list_zones')).structured).toMatchObject({ returned: 12, total: 12 });
    const found = await call('list_dns_records', { type: 'A', content: '192.168.1.1' });
    expect(found.structured).toMatchObject({ returned: 6, searched: { zones: 12, of: 12 } });
    expect((await call('get_zone', { zone: 'example.com' })).structured.overview).toMatchObject({
      name: 'example.com',
    });
    expect((await call('list_alert_history')).isError).toBe(false);
    expect((await call('test_connection')).structured).toMatchObject({ verdict: 'ready' });
  });

  it('reads an error of a tool as an answer', async () => {
    const { url } = await serve();
    const { call } = await connectHttp(kind, url);
    const answer = await call('get_zone', { zone: 'nowhere.example' });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('Next:') });
  });
});

describe('one endpoint', () => {
  it.each(['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'speaks revision %s, and keeps no session for it',
    async (protocolVersion) => {
      const { url } = await serve();
      const clientInfo = { name: 'raw', version: '1' };
      const opened = await rpc(url, 'initialize', { protocolVersion, capabilities: {}, clientInfo });
      expect(opened.json.result).toMatchObject({
        protocolVersion,
        serverInfo: { name: 'cloudflare-incident-mcp' },
      });
      expect(opened.headers['mcp-session-id']).toBeUndefined();
      // Before 2025-06-18 there was no header for the revision.
      const headers: Record<string, string> =
        protocolVersion < '2025-03-26' ? {} : { 'mcp-protocol-version': protocolVersion };
      const listed = await rpc(url, 'tools/list', {}, headers);
      expect(listed.json.result.tools.map(({ name }: { name: string }) => name)).toEqual(TOOLS);
      const called = await callTool(url, 'list_zones', { limit: 1 }, headers);
      expect(called.json.result.structuredContent).toMatchObject({ total: 12 });
    },
  );

  it('speaks revision 2026-07-28 beside them', async () => {
    const { url } = await serve();
    const discovered = await modern(url, 'server/discover');
    expect(discovered.json.result.supportedVersions).toContain('2026-07-28');
    const listed = await modern(url, 'tools/list');
    expect(listed.json.result.tools.map(({ name }: { name: string }) => name)).toEqual(TOOLS);
    const called = await modern(
      url,
      'tools/call',
      { name: 'list_zones', arguments: { limit: 1 } },
      'list_zones',
    );
    expect(called.json.result.structuredContent).toMatchObject({ total: 12 });
  });

  it('refuses a revision that does not exist with HTTP 400', async () => {
    const { url } = await serve();
    const { status, json } = await rpc(url, 'tools/list', {}, { 'mcp-protocol-version': '1999-01-01' });
    expect(status).toBe(400);
    expect(json.error).toBeDefined();
  });

  it('accepts a notification with 202 and no body', async () => {
    const { url } = await serve();
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await send(url, { headers, body })).toMatchObject({ status: 202, text: '' });
  });

  it.each(['GET', 'DELETE', 'PUT', 'PATCH'])('answers %s with 405', async (method) => {
    const { url } = await serve();
    const { status } = await send(url, { method, headers: { accept: 'text/event-stream' } });
    expect(status).toBe(405);
  });

  it('is also at /mcp/, as some platforms write every address', async () => {
    const { url } = await serve();
    for (const kind of CLIENTS) {
      const { client } = await connectHttp(kind, `${url}/`);
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOLS);
    }
    expect((await rpc(`${url}/?from=here`, 'tools/list')).json.result.tools).toHaveLength(TOOLS.length);
    expect((await send(`${url}/`, { method: 'GET' })).status).toBe(405);
  });

  it.each(['/', '/mcp//', '/mcp/x', '/sse', '/messages', '/__proto__', '/constructor', '//mcp'])(
    'is not at %s, which is answered with 404',
    async (path) => {
      const { url } = await serve();
      for (const method of ['GET', 'POST']) {
        const { status, json } = await send(url.replace('/mcp', path), { method });
        expect({ method, status }).toEqual({ method, status: 404 });
        expect(json.error.message).toContain('/mcp');
      }
    },
  );
});
