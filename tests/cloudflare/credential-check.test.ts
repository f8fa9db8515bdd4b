/** Is the credential valid? Each kind is checked at its own endpoint, which also resolves the ambiguous code 10000. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { fetchCredentialState, resolveAmbiguousRefusal } from '../../src/cloudflare/credential-check.ts';
import { CloudflareFailure, failureIn } from '../../src/cloudflare/http/failure.ts';
import { CREDENTIAL_MEMORY_MS } from '../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import type { Credential } from '../../src/settings/credential.ts';
import { errorAnswer } from '../../src/simulator/faults.ts';
import { ALL_PERMISSIONS } from '../../src/simulator/routes.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  IP_FILTERED_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';
import type { SimCredential } from '../../src/simulator/world/world.ts';

const OLD_ACCOUNT_TOKEN = 'YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T';
const OLD_USER_TOKEN = 'abcd-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T';
const token = (secret: string): Credential => ({ kind: 'api_token', token: secret });
const key = (secret: string): Credential => ({
  kind: 'global_api_key',
  key: secret,
  email: GLOBAL_API_EMAIL,
});

afterEach(() => {
  vi.useRealTimers();
});

function open(credential: Credential, faults: Fault[] = []) {
  const world = sampleWorld(new Date());
  const old = { status: 'active', permissions: ALL_PERMISSIONS } as const;
  const more: SimCredential[] = [
    { ...old, kind: 'account_token', token: OLD_ACCOUNT_TOKEN, account_id: DEMO_ACCOUNT_ID },
    { ...old, kind: 'user_token', token: OLD_USER_TOKEN },
  ];
  world.credentials.push(...more);
  const simulator = createSimulator({ world, faults });
  const connection = new Connection({
    credential,
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  const asked = () => simulator.requests.map(({ path }) => path);
  return { cloudflare: new Cloudflare(connection, call), asked };
}

const USER = '/user/tokens/verify';
const ACCOUNT = `/accounts/${DEMO_ACCOUNT_ID}/tokens/verify`;

describe('the state', () => {
  it.each([
    [
      'an account token',
      token(DEMO_API_TOKEN),
      { method: 'api_token', token_owner: 'account', status: 'active' },
      [ACCOUNT],
    ],
    [
      'a user token',
      token(GUIDE_USER_TOKEN),
      { method: 'api_token', token_owner: 'user', status: 'active' },
      [USER],
    ],
    ['an old user token', token(OLD_USER_TOKEN), { token_owner: 'user', status: 'active' }, [USER]],
    [
      'an old account token',
      token(OLD_ACCOUNT_TOKEN),
      { token_owner: 'account', status: 'active' },
      [USER, ACCOUNT],
    ],
    [
      'an expired token',
      token(EXPIRED_TOKEN),
      { token_owner: 'user', status: 'expired', expires_on: expect.any(String) },
      [USER],
    ],
    ['a Global API Key', key(GLOBAL_API_KEY), { method: 'global_api_key', status: 'active' }, ['/user']],
  ])('of %s comes from its own endpoint', async (_what, credential, state, paths) => {
    const { cloudflare, asked } = open(credential);
    const fetched = await fetchCredentialState(cloudflare);
    expect(fetched).toMatchObject(state);
    expect(fetched).not.toHaveProperty('id');
    expect(asked()).toEqual(paths);
  });

  it.each([
    ['a made-up user token', token(`cfut_${'x'.repeat(48)}`), 'credential_refused'],
    ['a made-up account token', token(`cfat_${'x'.repeat(48)}`), 'credential_refused'],
    ['a made-up old token', token('x'.repeat(40)), 'credential_refused'],
    ['a malformed token', token('short'), 'token_malformed'],
    ['an unknown key', key('a'.repeat(37)), 'key_unknown'],
    ['a token as key', key(GUIDE_USER_TOKEN), 'key_malformed'],
    ['a token at a foreign address', token(IP_FILTERED_TOKEN), 'location_refused'],
  ])('of %s is a failure', async (_what, credential, kind) => {
    const error = await fetchCredentialState(open(credential).cloudflare).catch((thrown: unknown) => thrown);
    expect(failureIn(error)?.kind).toBe(kind);
  });
});

describe('code 10000', () => {
  const refused = (status = 403) =>
    new CloudflareFailure(status === 403 ? 'permission_missing' : 'credential_refused', {
      status,
      code: 10000,
      path: '/x',
    });

  it.each([
    ['a valid token', token(GUIDE_USER_TOKEN), 'permission_missing'],
    ['a valid key', key(GLOBAL_API_KEY), 'permission_missing'],
    ['an expired token', token(EXPIRED_TOKEN), 'credential_refused'],
    ['a made-up token', token(`cfut_${'x'.repeat(48)}`), 'credential_refused'],
    ['an unknown key', key('a'.repeat(37)), 'credential_refused'],
  ])('of %s is resolved to the right kind, whatever its HTTP status', async (_what, credential, kind) => {
    for (const status of [401, 403]) {
      const resolved = await resolveAmbiguousRefusal(open(credential).cloudflare, refused(status));
      expect(resolved.kind).toBe(kind);
      expect(resolved.facts).toEqual({ status, code: 10000, path: '/x' });
    }
  });

  it('does not cause another check within a minute after the token was found valid', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { cloudflare, asked } = open(token(GUIDE_USER_TOKEN));
    for (let n = 0; n < 3; n++) await resolveAmbiguousRefusal(cloudflare, refused());
    expect(asked()).toHaveLength(1);
    vi.setSystemTime(Date.now() + CREDENTIAL_MEMORY_MS);
    await resolveAmbiguousRefusal(cloudflare, refused());
    expect(asked()).toHaveLength(2);
  });

  it('keeps its first kind when the credential cannot be checked', async () => {
    const answer = errorAnswer(503, [], { 'retry-after': '60' });
    const { cloudflare } = open(token(GUIDE_USER_TOKEN), [{ when: () => true, answer }]);
    for (const failure of [refused(401), refused(403)]) {
      expect((await resolveAmbiguousRefusal(cloudflare, failure)).kind).toBe(failure.kind);
    }
  });

  it.each([
    new CloudflareFailure('permission_missing', { status: 403, code: 9109 }),
    new CloudflareFailure('credential_kind_unsupported', { status: 405, code: 10000 }),
    new CloudflareFailure('rate_limited', { status: 429 }),
  ])('is the only ambiguous one: %s causes no check', async (failure) => {
    const { cloudflare, asked } = open(token(GUIDE_USER_TOKEN));
    expect(await resolveAmbiguousRefusal(cloudflare, failure)).toBe(failure);
    expect(asked()).toEqual([]);
  });
});
