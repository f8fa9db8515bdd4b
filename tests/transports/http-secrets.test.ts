/** The log, the metrics and the requests to Cloudflare have no token of a caller, and the log has one line for each call. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { CLIENTS } from '../client.ts';
import { bearer, CALLER_TOKEN, callTool, connectHttp, rpc, send, serve } from '../http-client.ts';

const env = { MCP_HTTP_TOKEN: CALLER_TOKEN };
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The runtime quotes a header when it does not like it. */
const quoting: Fault = {
  when: ({ path }) => path.includes('/dns_records'),
  answer: ({ headers }) => Promise.reject(new TypeError(`invalid header: ${[...headers].join()}`)),
};

describe('tokens of callers', () => {
  it.each([false, true])(
    'reach no log, metric, answer or upstream request (credentials per request: %s)',
    async (isCredentialPerRequest) => {
      const stderr = vi.spyOn(process.stderr, 'write');
      const { url, log, metrics, simulator } = await serve({
        env,
        isCredentialPerRequest,
        logLevel: 'debug',
        faults: [quoting],
      });
      const own = { 'x-cloudflare-api-token': DEMO_API_TOKEN, 'x-cloudflare-account-id': DEMO_ACCOUNT_ID };
      const headers = { ...bearer(), ...(isCredentialPerRequest && own) };
      const said: unknown[] = [];
      for (const kind of CLIENTS) {
        const { call } = await connectHttp(kind, url, headers);
        said.push(await call('list_zones'), await call('get_zone', { zone: 'nowhere.example' }));
        said.push(await call('list_dns_records', { zone: 'example.com' }), await call('test_connection'));
      }
      const wrong = { ...headers, authorization: `Bearer ${CALLER_TOKEN}x` };
      said.push(
        await callTool(url, 'list_zones', {}, wrong),
        await rpc(`${url}?token=${CALLER_TOKEN}`, 'ping'),
      );
      said.push(await send(url, { headers, body: 'no JSON' }), await rpc(url, 'no/such', {}, headers));
      const all = JSON.stringify([said, log, await metrics.text(), stderr.mock.calls]);
      for (const secret of [CALLER_TOKEN, DEMO_API_TOKEN]) expect(all).not.toContain(secret);
      expect(simulator.requests.length).toBeGreaterThan(10);
      for (const { headers: sent, url: asked, method } of simulator.requests) {
        expect(sent.get('authorization')).toBe(`Bearer ${DEMO_API_TOKEN}`);
        const typed = method === 'POST' ? ['content-type'] : [];
        expect([...sent.keys()].sort()).toEqual(['accept', 'authorization', ...typed, 'user-agent']);
        expect(`${[...sent]} ${asked}`).not.toContain(CALLER_TOKEN);
      }
    },
  );
});

describe('the log', () => {
  const lines = (log: string[]) => log.map((line) => JSON.parse(line));

  it('has one line of JSON for each tool call, with what an operator asks for and no arguments', async () => {
    const { url, log } = await serve({ env });
    await callTool(url, 'list_dns_records', { zone: 'example.com', content: '192.168.1.1' }, bearer());
    await callTool(url, 'get_zone', { zone: 'nowhere.example' }, bearer());
    await rpc(url, 'tools/list', {}, bearer());
    expect(log.join()).not.toMatch(/example\.com|192\.168|nowhere/);
    expect(lines(log)).toMatchObject([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        level: 'info',
        tool: 'list_dns_records',
        outcome: 'answered',
        ms: expect.any(Number),
        requests: expect.any(Number),
        request_id: 1,
        caller: 'bearer-1',
      },
      { level: 'info', tool: 'get_zone', outcome: 'refused' },
    ]);
    for (const line of log) expect(line).toMatch(/^\{.*\}\n$/);
  });

  it('has the arguments at level debug', async () => {
    const { url, log } = await serve({ logLevel: 'debug' });
    await callTool(url, 'list_zones', { name: 'example.com' });
    expect(lines(log)).toMatchObject([
      { level: 'debug', tool: 'list_zones', args: { name: 'example.com' } },
      { level: 'info', tool: 'list_zones', outcome: 'answered' },
    ]);
    expect(lines(log)[1].args).toBeUndefined();
  });

  it('has one line for a call whose arguments do not fit, too', async () => {
    const { url, log, metrics } = await serve();
    const { json } = await callTool(url, 'list_zones', { no_such_argument: 'planted' });
    expect(json.result.isError).toBe(true);
    expect(json.result.content[0].text).toMatch(/^Invalid arguments for list_zones: unknown argument/);
    expect(lines(log)).toMatchObject([
      { level: 'info', tool: 'list_zones', outcome: 'refused', requests: 0 },
    ]);
    expect(lines(log)[0].error).toBeUndefined();
    expect(await metrics.text()).toContain('mcp_tool_calls_total{tool="list_zones",outcome="refused"} 1');
    expect(log.join()).not.toContain('planted');
  });

  it('carries the trace of the caller, out of the header or the message', async () => {
    const { url, log } = await serve();
    await callTool(url, 'list_zones', {}, { traceparent: TRACE });
    await rpc(url, 'tools/call', { name: 'list_zones', arguments: {}, _meta: { traceparent: TRACE } });
    const other = TRACE.replace('4bf9', '0000');
    const both = { name: 'list_zones', arguments: {}, _meta: { traceparent: TRACE } };
    await rpc(url, 'tools/call', both, { traceparent: other });
    await callTool(url, 'list_zones');
    expect(lines(log).map(({ traceparent }) => traceparent)).toEqual([TRACE, TRACE, TRACE, undefined]);
  });

  it.each(CLIENTS)('carries the trace that client %s sends', async (kind) => {
    const { url, log } = await serve();
    const { call } = await connectHttp(kind, url, { traceparent: TRACE });
    await call('list_zones');
    expect(lines(log)).toMatchObject([{ traceparent: TRACE }]);
  });

  it.each(['"},{"level":"error"', 'x'.repeat(500), 'not a trace', `${TRACE}<script>`])(
    'does not repeat %j, which is no trace',
    async (traceparent) => {
      const { url, log } = await serve();
      await callTool(url, 'list_zones', {}, { traceparent });
      const _meta = { traceparent: [traceparent] };
      await rpc(url, 'tools/call', { name: 'list_zones', arguments: {}, _meta }, { traceparent });
      expect(lines(log)).toHaveLength(2);
      for (const line of lines(log)) expect(line.traceparent).toBeUndefined();
    },
  );
});
