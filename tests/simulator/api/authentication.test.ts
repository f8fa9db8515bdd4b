/** Every kind of wrong credential, and the code that Cloudflare answers. */
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  IP_FILTERED_TOKEN,
} from '../../../src/simulator/sample/credentials.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { ACCOUNT, bearer, errorText, get, NOW, type Row, sample, zonePath } from '../client.ts';

const simulator = sample();
const UNKNOWN = `cfut_${'x'.repeat(48)}`;
const SHOP = zonePath(simulator, 'example.com');
const ACCOUNT_VERIFY = `${ACCOUNT}/tokens/verify`;
const GLOBAL = { 'x-auth-key': GLOBAL_API_KEY, 'x-auth-email': GLOBAL_API_EMAIL };

describe('malformed headers', () => {
  const key = GLOBAL_API_KEY;
  it.each([
    ['no header', {}, '400 9106 Missing X-Auth-Key, X-Auth-Email or Authorization headers', []],
    ['an email alone', { 'x-auth-email': 'a@b.example' }, '400 9107 Missing X-Auth-Key header', []],
    ['a token in brackets', bearer(`<${DEMO_API_TOKEN}>`), '400 6003 Invalid request headers', [6111]],
    ['an account id as token', bearer(DEMO_ACCOUNT_ID), '400 6003 Invalid request headers', [6111]],
    ['an old Global API key as token', bearer(key), '400 6003 Invalid request headers', [6111]],
    ['another scheme', { authorization: 'Basic YTpi' }, '400 6003 Invalid request headers', [6111]],
    [
      'a token as key',
      { ...GLOBAL, 'x-auth-key': DEMO_API_TOKEN },
      '400 6003 Invalid request headers',
      [6103],
    ],
    ['a bad email', { ...GLOBAL, 'x-auth-email': 'nobody' }, '400 6003 Invalid request headers', [6102]],
    [
      'both bad',
      { 'x-auth-key': 'k', 'x-auth-email': 'e' },
      '400 6003 Invalid request headers',
      [6102, 6103],
    ],
  ])('%s', async (_what, headers, expected, chain) => {
    expect(await errorText(simulator, '/zones', headers)).toBe(expected);
    const { errors } = await get(simulator, '/zones', headers);
    expect((errors[0]?.error_chain ?? []).map(({ code }) => code)).toEqual(chain);
  });
});

describe('unknown, expired and disabled credentials', () => {
  it.each([
    ['/user/tokens/verify', '401 1000 Invalid API Token'],
    [ACCOUNT_VERIFY, '401 1000 Invalid API Token'],
    ['/zones', '401 9109 Invalid access token'],
    ['/accounts', '401 9109 Invalid access token'],
    ['/user', '401 9109 Invalid access token'],
    [SHOP, '401 10000 Authentication error'],
    [`${SHOP}/dns_records`, '401 10000 Authentication error'],
    [`${ACCOUNT}/alerting/v3/history`, '401 10000 Authentication error'],
  ])('an unknown token is refused on %s', async (path, expected) => {
    expect(await errorText(simulator, path, bearer(UNKNOWN))).toBe(expected);
    expect(await errorText(simulator, path, bearer('YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T'))).toBe(
      expected,
    );
  });

  it('an expired token reads nothing, and its verification answers 200 with the status expired', async () => {
    expect(await errorText(simulator, '/zones', bearer(EXPIRED_TOKEN))).toBe('401 9109 Invalid access token');
    const { status, result, messages } = await get<Row>(
      simulator,
      '/user/tokens/verify',
      bearer(EXPIRED_TOKEN),
    );
    expect({ status, verified: result.status, messages }).toEqual({
      status: 200,
      verified: 'expired',
      messages: [],
    });
  });

  it('the verification of a disabled token answers the status disabled', async () => {
    const world = sampleWorld(NOW);
    const disabled = {
      kind: 'user_token' as const,
      token: UNKNOWN,
      status: 'disabled' as const,
      permissions: [],
    };
    world.credentials.push(disabled);
    const { result } = await get<Row>(createSimulator({ world }), '/user/tokens/verify', bearer(UNKNOWN));
    expect(result.status).toBe('disabled');
  });

  it('an unknown pair of key and email is refused', async () => {
    const headers = { ...GLOBAL, 'x-auth-email': 'other@northwind.example' };
    expect(await errorText(simulator, '/zones', headers)).toBe('400 9103 Unknown X-Auth-Key or X-Auth-Email');
  });

  it('a new Global API key is refused as a token', async () => {
    expect(await errorText(simulator, '/zones', bearer(`cfk_${'k'.repeat(48)}`))).toBe(
      '401 10000 Authentication error',
    );
  });

  it('a token is refused when its IP filter excludes the caller', async () => {
    const expected = '403 9109 Cannot use the access token from location: 203.0.113.9';
    expect(await errorText(simulator, '/zones', bearer(IP_FILTERED_TOKEN))).toBe(expected);
    expect(await errorText(simulator, '/user/tokens/verify', bearer(IP_FILTERED_TOKEN))).toBe(expected);
  });
});

describe('the verify endpoints', () => {
  it('answer success with the code of an authentication error', async () => {
    const { status, result, messages } = await get<Row>(
      simulator,
      '/user/tokens/verify',
      bearer(GUIDE_USER_TOKEN),
    );
    expect(status).toBe(200);
    expect(result).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'active' });
    expect(messages).toEqual([{ code: 10000, message: 'This API Token is valid and active' }]);
  });

  it('accept an account token only on the path of its account', async () => {
    expect((await get<Row>(simulator, ACCOUNT_VERIFY)).result.status).toBe('active');
    expect(await errorText(simulator, '/user/tokens/verify')).toBe('401 1000 Invalid API Token');
    expect(await errorText(simulator, ACCOUNT_VERIFY, bearer(GUIDE_USER_TOKEN))).toBe(
      '401 1000 Invalid API Token',
    );
    const foreign = `/accounts/${simulator.world.accounts[1]?.id}/tokens/verify`;
    expect(await errorText(simulator, foreign)).toBe('403 10000 Authentication error');
  });

  it('do not accept a Global API key', async () => {
    const expected = '400 1001 Missing "Authorization" header';
    expect(await errorText(simulator, '/user/tokens/verify', GLOBAL)).toBe(expected);
    expect(await errorText(simulator, ACCOUNT_VERIFY, GLOBAL)).toBe(expected);
  });
});
