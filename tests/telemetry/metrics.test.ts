/** What Prometheus reads: numbers by tool and endpoint, no series for each zone, and nothing secret. */
import { describe, expect, it } from 'vitest';
import { rateLimited } from '../../src/simulator/faults.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { bearer, CALLER_TOKEN, callTool, serve } from '../http-client.ts';

const ID = '023e105f4ecef8ad9ca31a8372d0c353';
const UUID = 'f174e90a-fafe-4643-bbbc-4a0ed4fc8415';

/** Series -> value; throws on a line that is neither a comment nor a sample. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.split('\n').filter((each) => each !== '' && !/^# (HELP|TYPE) \w+ ./.test(each))) {
    const parts = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})?) (-?[\d.e+-]+|NaN|\+Inf)$/i.exec(
      line,
    );
    if (!parts) throw new Error(`no sample: ${line}`);
    samples.set(String(parts[1]), Number(parts[2]));
  }
  return samples;
}

const sum = (samples: Map<string, number>, name: string) =>
  [...samples]
    .filter(([series]) => series.split('{')[0] === name)
    .reduce((total, [, value]) => total + value, 0);

describe('the metrics', () => {
  it('count tool calls by tool and outcome, with their duration in seconds', async () => {
    const metrics = createMetrics();
    for (const outcome of ['answered', 'answered', 'rate_limited']) {
      metrics.toolStarted('list_zones');
      metrics.toolEnded('list_zones', outcome, 400);
    }
    const samples = parse(await metrics.text());
    expect(samples.get('mcp_tool_calls_total{tool="list_zones",outcome="answered"}')).toBe(2);
    expect(samples.get('mcp_tool_calls_total{tool="list_zones",outcome="rate_limited"}')).toBe(1);
    expect(samples.get('mcp_tool_call_duration_seconds_sum{tool="list_zones"}')).toBeCloseTo(1.2);
    expect(samples.get('mcp_tool_call_duration_seconds_bucket{le="0.5",tool="list_zones"}')).toBe(3);
    expect(samples.get('mcp_tool_call_duration_seconds_bucket{le="0.25",tool="list_zones"}')).toBe(0);
  });

  it('count calls in flight', async () => {
    const metrics = createMetrics();
    metrics.toolStarted('a');
    metrics.toolStarted('b');
    expect(parse(await metrics.text()).get('mcp_tool_calls_in_flight')).toBe(2);
    metrics.toolEnded('a', 'answered', 1);
    metrics.toolEnded('b', 'cancelled', 1);
    expect(parse(await metrics.text()).get('mcp_tool_calls_in_flight')).toBe(0);
  });

  it.each([
    [`/zones/${ID}/dns_records`, '/zones/:id/dns_records'],
    [`/zones/${ID.toUpperCase()}`, '/zones/:id'],
    [`/accounts/${ID}/alerting/v3/policies/${UUID}`, '/accounts/:id/alerting/v3/policies/:id'],
    [`/zones/${ID}/x/${ID}/${ID}`, '/zones/:id/x/:id/:id'],
    ['/user/tokens/verify', '/user/tokens/verify'],
    ['/zones', '/zones'],
  ])('know %s as the endpoint %s', async (path, endpoint) => {
    const metrics = createMetrics();
    metrics.requestEnded(path, '200');
    const samples = parse(await metrics.text());
    expect(samples.get(`cloudflare_requests_total{endpoint="${endpoint}",outcome="200"}`)).toBe(1);
  });

  it('of two servers in one process are separate', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.requestRetried();
    expect(parse(await one.text()).get('cloudflare_retries_total')).toBe(1);
    expect(parse(await two.text()).get('cloudflare_retries_total')).toBe(0);
  });
});

describe('a server that answers calls', () => {
  it('counts its calls and requests, and has none in flight afterwards', async () => {
    const { url, metrics, simulator } = await serve({ env: { MCP_HTTP_TOKEN: CALLER_TOKEN } });
    const ask = (tool: string, args: object = {}) => callTool(url, tool, args, bearer());
    await Promise.all([ask('list_zones'), ask('list_zones'), ask('get_zone', { zone: 'example.com' })]);
    await ask('get_zone', { zone: 'nowhere.example' });
    await ask('list_dns_records', { type: 'A', content: '192.168.1.1' });
    const text = await metrics.text();
    const samples = parse(text);
    expect(samples.get('mcp_tool_calls_total{tool="list_zones",outcome="answered"}')).toBe(2);
    expect(samples.get('mcp_tool_calls_total{tool="get_zone",outcome="answered"}')).toBe(1);
    expect(samples.get('mcp_tool_calls_total{tool="get_zone",outcome="refused"}')).toBe(1);
    expect(sum(samples, 'mcp_tool_calls_total')).toBe(5);
    expect(samples.get('mcp_tool_calls_in_flight')).toBe(0);
    expect(sum(samples, 'cloudflare_requests_total')).toBe(simulator.requests.length);
    expect(samples.get('cloudflare_requests_total{endpoint="/zones/:id/dns_records",outcome="200"}')).toBe(
      12,
    );
    expect(samples.get('cloudflare_budget_remaining_requests')).toBe(1_200 - simulator.requests.length);
    expect(text).not.toMatch(/[0-9a-f]{32}|example\.com|cfat_|caller-token/);
  });

  it('counts retries, and waits for the limit of Cloudflare, with the status of each try', async () => {
    const limited: Fault = { when: () => true, times: 1, answer: rateLimited(300) };
    const broken: Fault = { when: () => true, times: 1, answer: () => new Response('', { status: 502 }) };
    const { url, metrics } = await serve({ faults: [broken, limited] });
    const first = await callTool(url, 'list_zones');
    const second = await callTool(url, 'list_zones');
    for (const { json } of [first, second]) expect(json.result.isError).toBe(true);
    const samples = parse(await metrics.text());
    expect(samples.get('cloudflare_requests_total{endpoint="/zones",outcome="502"}')).toBe(1);
    expect(samples.get('cloudflare_requests_total{endpoint="/zones",outcome="429"}')).toBe(1);
    expect(samples.get('cloudflare_retries_total')).toBe(1);
    expect(samples.get('cloudflare_rate_limit_waits_total')).toBeGreaterThanOrEqual(1);
    expect(samples.get('cloudflare_budget_remaining_requests')).toBe(0);
    expect(samples.get('mcp_tool_calls_total{tool="list_zones",outcome="rate_limited"}')).toBe(2);
    expect(samples.get('mcp_tool_calls_in_flight')).toBe(0);
  });
});
