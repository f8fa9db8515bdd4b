/** Limits for each caller. A refusal is text with HTTP 200, because a model never sees an HTTP status. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CALLERS_REMEMBERED_MAX } from '../../src/limits/callers.ts';
import { Refusal } from '../../src/refusal.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import { GUIDE_USER_TOKEN } from '../../src/simulator/sample/credentials.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { CallerLimits } from '../../src/transports/caller-limits.ts';
import { CLIENTS } from '../client.ts';
import { bearer, CALLER_TOKEN, callTool, connectHttp, rpc, serve } from '../http-client.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const OTHER_TOKEN = 'caller-token-fedcba9876543210';
const tokens = { MCP_HTTP_TOKEN: `${CALLER_TOKEN},${OTHER_TOKEN}` };

afterEach(() => {
  vi.useRealTimers();
});

/** Upstream waits with its answers until `release` is called. */
function heldAnswers() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const fault: Fault = {
    when: () => true,
    answer: async (_request, _signal, proceed) => {
      arrived();
      await released;
      return proceed();
    },
  };
  return { faults: [fault], release, arrival };
}

describe('calls at once', () => {
  it('above the limit are refused as text, with HTTP 200, and allowed when one has ended', async () => {
    const { faults, release, arrival } = heldAnswers();
    const { url, simulator, log } = await serve({ faults, env: { ...tokens, MCP_HTTP_CALLS_AT_ONCE: '1' } });
    const first = callTool(url, 'list_zones', {}, bearer());
    await arrival;
    const second = await callTool(url, 'list_zones', {}, bearer());
    expect(second.status).toBe(200);
    expect(second.json.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/1 calls? under way.*Next: wait/s) }],
    });
    expect(simulator.requests).toHaveLength(1);
    const other = callTool(url, 'list_zones', {}, bearer(OTHER_TOKEN));
    release();
    for (const answer of [await first, await other]) expect(answer.json.result.isError).toBeUndefined();
    const third = await callTool(url, 'list_zones', {}, bearer());
    expect(third.json.result.structuredContent).toMatchObject({ total: 12 });
    expect(log.map((line) => JSON.parse(line).outcome).sort()).toEqual([
      ...['answered', 'answered', 'answered', 'refused'],
    ]);
  });

  it('stop counting when a call has failed', async () => {
    const { url } = await serve({ env: { MCP_HTTP_CALLS_AT_ONCE: '1' } });
    for (let n = 0; n < 3; n++) {
      const { json } = await callTool(url, 'get_zone', { zone: 'nowhere.example' });
      expect(json.result.content[0].text).not.toMatch(/under way/);
    }
  });
});

describe('calls a minute', () => {
  it.each(CLIENTS)(
    'above the limit tell client %s how long to wait, and the next minute starts at zero',
    async (kind) => {
      vi.useFakeTimers({ toFake: ['Date'], now: NOON + 15_000 });
      const { url, simulator } = await serve({ env: { ...tokens, MCP_HTTP_CALLS_PER_MINUTE: '2' } });
      const { client, call } = await connectHttp(kind, url, bearer());
      for (let n = 0; n < 2; n++) expect((await call('list_zones')).isError).toBe(false);
      const { isError, text } = await call('list_zones');
      expect(isError).toBe(true);
      expect(text).toMatch(/2 calls in this minute.*Next: wait 45 seconds/s);
      expect(simulator.requests).toHaveLength(2);
      expect((await client.listTools()).tools.length).toBeGreaterThan(0);
      const other = await callTool(url, 'list_zones', {}, bearer(OTHER_TOKEN));
      expect(other.json.result.isError).toBeUndefined();
      vi.setSystemTime(NOON + 60_000);
      expect((await call('list_zones')).isError).toBe(false);
    },
  );

  it('are counted by credential if each call sends one, whoever the caller is', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const env = { ...tokens, MCP_HTTP_CALLS_PER_MINUTE: '1' };
    const { url } = await serve({ env, isCredentialPerRequest: true });
    const own = (secret: string) => ({
      ...bearer(),
      'x-cloudflare-api-token': secret,
      'x-cloudflare-account-id': DEMO_ACCOUNT_ID,
    });
    const said = async (headers: Record<string, string>) =>
      (await callTool(url, 'list_zones', {}, headers)).json.result.content[0].text;
    expect(await said(own(DEMO_API_TOKEN))).toContain('"total":12');
    expect(await said(own(GUIDE_USER_TOKEN))).toContain('"total":12');
    expect(await said(own(DEMO_API_TOKEN))).toMatch(/wait 60 seconds/);
    expect(await said({ ...own(DEMO_API_TOKEN), ...bearer(OTHER_TOKEN) })).toMatch(/wait 60 seconds/);
  });

  it('include tool calls only', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const { url } = await serve({ env: { MCP_HTTP_CALLS_PER_MINUTE: '1' } });
    for (let n = 0; n < 5; n++) expect((await rpc(url, 'tools/list')).json.result.tools).toBeDefined();
    expect((await callTool(url, 'list_zones')).json.result.isError).toBeUndefined();
  });
});

describe('the counts', () => {
  const open = { callsPerMinute: 1_000, callsAtOnce: 2 };

  it('are kept for each caller, and go down by one when a call ends', () => {
    const limits = new CallerLimits(open);
    const [first] = [limits.enter('a'), limits.enter('a')];
    expect(() => limits.enter('a')).toThrow(Refusal);
    limits.enter('b');
    first?.();
    limits.enter('a');
    expect(() => limits.enter('a')).toThrow(Refusal);
  });

  it('do not include refused calls, so that waiting helps', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const limits = new CallerLimits({ callsPerMinute: 3, callsAtOnce: 1 });
    const leave = limits.enter('a');
    for (let n = 0; n < 10; n++) expect(() => limits.enter('a')).toThrow(/under way/);
    leave();
    limits.enter('a')();
    limits.enter('a')();
    expect(() => limits.enter('a')).toThrow(/wait 60 seconds/);
  });

  it('are kept for a limited number of callers: the one seen longest ago is forgotten', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const limits = new CallerLimits({ callsPerMinute: 1, callsAtOnce: 1 });
    limits.enter('first')();
    limits.enter('second')();
    for (let n = 0; n < CALLERS_REMEMBERED_MAX - 1; n++) limits.enter(`caller-${n}`)();
    expect(() => limits.enter('second')).toThrow(Refusal);
    expect(() => limits.enter('first')).not.toThrow();
  });
});
