/** /readyz: is the credential good, asked of Cloudflare at most once a minute, however many probes there are. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../../src/cloudflare/connection.ts';
import { READINESS_INTERVAL_MS, READINESS_MEMORY_MS } from '../../src/limits/callers.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import type { Credential } from '../../src/settings/credential.ts';
import { connectionRefused, htmlPage, rateLimited } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';
import { createReadiness } from '../../src/transports/readiness.ts';
import { token } from '../client.ts';

// A plain token says neither that it is a user's nor that it is an account's.
const PLAIN_TOKEN = 'P1ainAccountTokenOf40Characters_notReal_';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

interface Setting {
  readonly credential?: Credential;
  readonly accountId?: string | undefined;
}

/** Cloudflare answers normally unless `trouble` is set. */
function start({ credential = token(DEMO_API_TOKEN), ...rest }: Setting = {}) {
  const world = sampleWorld(new Date());
  world.credentials.push({
    kind: 'account_token',
    token: PLAIN_TOKEN,
    status: 'active',
    account_id: DEMO_ACCOUNT_ID,
    permissions: [],
  });
  const cloudflare: { trouble: Fault['answer'] | undefined } = { trouble: undefined };
  const fault: Fault = {
    when: () => cloudflare.trouble !== undefined,
    answer: (request, signal, proceed) => cloudflare.trouble?.(request, signal, proceed) ?? proceed(),
  };
  const simulator = createSimulator({ world, faults: [fault] });
  const accountId = 'accountId' in rest ? rest.accountId : DEMO_ACCOUNT_ID;
  const { fetch } = simulator;
  const ask = createReadiness(new Connection({ credential, accountId, baseUrl: BASE_URL_DEFAULT, fetch }));
  return { ask, world, cloudflare, simulator };
}

describe('a server', () => {
  it.each<[string, Credential]>([
    ['an account token', token(DEMO_API_TOKEN)],
    ['a user token', token(GUIDE_USER_TOKEN)],
    ['a Global API Key', { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL }],
  ])('with %s that is active is ready', async (_case, credential) => {
    const { ask, simulator } = start({ credential });
    expect(await ask()).toEqual({ isReady: true, reason: 'credential active' });
    expect(simulator.requests).toHaveLength(1);
  });

  it.each<[string, Credential]>([
    ['expired', token(EXPIRED_TOKEN)],
    ['unknown', token(`cfut_${'x'.repeat(45)}`)],
    ['of another e-mail', { kind: 'global_api_key', key: GLOBAL_API_KEY, email: 'someone@else.example' }],
  ])(
    'whose credential is %s is not ready, and says so in a few words without secrets',
    async (_case, credential) => {
      const { ask } = start({ credential });
      const { isReady, reason } = await ask();
      expect(isReady).toBe(false);
      expect(reason).toMatch(/^[a-z_ ]{5,40}$/);
    },
  );

  it('that cannot reach Cloudflare from the beginning is not ready', async () => {
    const { ask, cloudflare, simulator } = start();
    cloudflare.trouble = connectionRefused();
    expect(await ask()).toEqual({ isReady: false, reason: 'unreachable' });
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('fifty probes', () => {
  it('at once and after each other cost one request, and one more in the next minute', async () => {
    const { ask, simulator } = start();
    const answers = await Promise.all(Array.from({ length: 25 }, () => ask()));
    for (let n = 0; n < 25; n++) {
      pass(READINESS_INTERVAL_MS / 26);
      answers.push(await ask());
    }
    expect(new Set(answers.map(({ isReady }) => isReady))).toEqual(new Set([true]));
    expect(simulator.requests).toHaveLength(1);
    pass(READINESS_INTERVAL_MS);
    await ask();
    await ask();
    expect(simulator.requests).toHaveLength(2);
  });

  it.each([429, 503])('cost one request a minute when Cloudflare answers %i', async (status) => {
    const { ask, cloudflare, simulator } = start();
    cloudflare.trouble = status === 429 ? rateLimited(1) : htmlPage(status);
    for (let n = 0; n < 50; n++) expect((await ask()).isReady).toBe(false);
    expect(simulator.requests).toHaveLength(1);
  });

  it.each<[string, Setting]>([
    ['an account that has to be found', { accountId: undefined }],
    ['a token that does not say whose it is', { credential: token(PLAIN_TOKEN) }],
  ])('cost no more than one request a minute with %s', async (_case, setting) => {
    const { ask, simulator } = start(setting);
    expect((await ask()).isReady).toBe(true);
    expect(simulator.requests.map(({ path }) => path)).toHaveLength(1);
  });
});

describe('a server that was ready', () => {
  it('stays ready for minutes while Cloudflare is out of reach, then no longer, and recovers', async () => {
    const { ask, cloudflare } = start();
    await ask();
    for (const trouble of [connectionRefused(), htmlPage(502), rateLimited(300)]) {
      cloudflare.trouble = trouble;
      pass(READINESS_INTERVAL_MS);
      expect((await ask()).isReady).toBe(true);
    }
    pass(READINESS_MEMORY_MS);
    cloudflare.trouble = connectionRefused();
    expect(await ask()).toMatchObject({
      isReady: false,
      reason: expect.stringMatching(/unreachable|rate_limited/),
    });
    cloudflare.trouble = undefined;
    pass(READINESS_INTERVAL_MS);
    expect((await ask()).isReady).toBe(true);
  });

  it('is not ready any more as soon as Cloudflare calls its credential disabled', async () => {
    const { ask, world } = start();
    await ask();
    for (const credential of world.credentials) if ('status' in credential) credential.status = 'disabled';
    pass(READINESS_INTERVAL_MS);
    expect(await ask()).toEqual({ isReady: false, reason: 'credential disabled' });
  });

  it('is not ready any more as soon as Cloudflare does not know its credential', async () => {
    const { ask, world } = start();
    await ask();
    world.credentials.length = 0;
    pass(READINESS_INTERVAL_MS);
    expect(await ask()).toEqual({ isReady: false, reason: 'credential_refused' });
  });
});
