/** Guessing tokens: an address that is refused again and again gets HTTP 429; a valid token is never affected. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADDRESSES_REMEMBERED_MAX, REFUSALS_PER_MINUTE_MAX } from '../../src/limits/callers.ts';
import { AbuseGuard } from '../../src/transports/abuse-guard.ts';
import { bearer, CALLER_TOKEN, callTool, serve } from '../http-client.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

afterEach(() => {
  vi.useRealTimers();
});

describe('refused requests', () => {
  it('turn from 401 into 429 with a wait, and back to 401 in the next minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON + 20_000 });
    const { url, simulator } = await serve({ env: { MCP_HTTP_TOKEN: CALLER_TOKEN } });
    const guess = () => callTool(url, 'list_zones', {}, bearer('guessed'));
    for (let n = 0; n < REFUSALS_PER_MINUTE_MAX; n++) expect((await guess()).status).toBe(401);
    const { status, headers, json } = await guess();
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('40');
    expect(json).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    expect((await callTool(url, 'list_zones', {}, bearer())).status).toBe(200);
    expect((await callTool(url, 'list_zones')).status).toBe(429);
    vi.setSystemTime(NOON + 60_000);
    expect((await guess()).status).toBe(401);
    expect(simulator.requests).toHaveLength(1);
  });

  it('do not include calls that were allowed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const { url } = await serve({ env: { MCP_HTTP_TOKEN: CALLER_TOKEN } });
    for (let n = 0; n <= REFUSALS_PER_MINUTE_MAX + 5; n++) {
      expect((await callTool(url, 'get_zone', {}, bearer())).status).toBe(200);
    }
  });
});

describe('the count of refusals', () => {
  const refused = (guard: AbuseGuard, address: string, times: number) => {
    let waitS = 0;
    for (let n = 0; n < times; n++) waitS = guard.countRefusal(address);
    return waitS;
  };

  it('is kept for each address', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const guard = new AbuseGuard();
    expect(refused(guard, 'a', REFUSALS_PER_MINUTE_MAX)).toBe(0);
    expect(refused(guard, 'b', REFUSALS_PER_MINUTE_MAX)).toBe(0);
    expect(guard.countRefusal('a')).toBe(60);
    vi.setSystemTime(NOON + 59_999);
    expect(guard.countRefusal('b')).toBe(1);
  });

  it('is forgotten for the address seen longest ago, when there are too many', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const guard = new AbuseGuard();
    refused(guard, 'first', REFUSALS_PER_MINUTE_MAX);
    for (let n = 0; n < ADDRESSES_REMEMBERED_MAX; n++) guard.countRefusal(`address-${n}`);
    expect(guard.countRefusal('first')).toBe(0);
    refused(guard, 'last', REFUSALS_PER_MINUTE_MAX);
    expect(guard.countRefusal('last')).toBeGreaterThan(0);
  });
});
