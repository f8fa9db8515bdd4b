/** What every command starts with: connection, log and what is said about both, out of the environment. */
import { describe, expect, it } from 'vitest';
import { httpFetch } from '../../src/cloudflare/http/http-client.ts';
import { setUp, setUpShared } from '../../src/commands/setup.ts';
import { BASE_URL_DEFAULT, ConfigError } from '../../src/settings/config.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

function options(env: Record<string, string> = {}, isDemo = false) {
  const lines: string[] = [];
  return { env, isDemo, lines, writeLog: (line: string) => void lines.push(line) };
}

describe('with a credential of its own', () => {
  it('there is one connection, whoever asks, and the description has no secret', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID };
    const { session, described } = await setUp(options(env));
    expect(session.connect()).toBe(session.connect());
    expect(session.connect().endpoint).toMatchObject({ baseUrl: BASE_URL_DEFAULT, fetch: httpFetch });
    expect(session.connect().configuredAccountId).toBe(DEMO_ACCOUNT_ID);
    expect(described).toEqual({ auth: expect.stringContaining('API token'), account: DEMO_ACCOUNT_ID });
    expect(JSON.stringify(described)).not.toContain(GUIDE_USER_TOKEN);
  });

  it.each([
    ['an API token', { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN }, GUIDE_USER_TOKEN],
    ['a key', { CLOUDFLARE_API_KEY: GLOBAL_API_KEY, CLOUDFLARE_EMAIL: GLOBAL_API_EMAIL }, GLOBAL_API_KEY],
  ])('the log hides %s and the tokens of callers', async (_case, env, secret) => {
    const given = options(env);
    const { session } = await setUp({ ...given, secrets: ['caller-one', 'caller-two'] });
    session.log.warn(`quoted ${secret}`, { error: `caller-one and caller-two and ${secret}` });
    expect(given.lines.join()).not.toMatch(new RegExp(`caller-(one|two)|${secret}`));
    expect(given.lines.join().match(/\[secret\]/g)).toHaveLength(4);
  });

  it('warnings of the configuration are logged, and the level is kept', async () => {
    const given = options({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_CUSTOM_HEADERS: 'x: y' });
    const { session } = await setUp(given);
    expect(given.lines.join()).toContain('CLOUDFLARE_CUSTOM_HEADERS');
    session.log.debug('unheard');
    expect(given.lines.join()).not.toContain('unheard');
    const quiet = options({ ...given.env, LOG_LEVEL: 'silent' });
    await setUp(quiet);
    expect(quiet.lines).toEqual([]);
  });

  it('the observer reaches session and connection', async () => {
    const observer = createMetrics();
    const { session } = await setUp({ ...options({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN }), observer });
    expect(session.observer).toBe(observer);
    expect(session.connect().observer).toBe(observer);
  });

  it('nothing starts without one', async () => {
    await expect(setUp(options())).rejects.toThrow(ConfigError);
  });
});

describe('the demo', () => {
  it('needs nothing, has an account embedded, and looks at no credential of the environment', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_BASE_URL: 'https://elsewhere.example' };
    for (const given of [options({}, true), options(env, true)]) {
      const { session, described } = await setUp(given);
      const { endpoint, credential } = session.connect();
      expect(credential).toEqual({ kind: 'api_token', token: DEMO_API_TOKEN });
      expect(endpoint.baseUrl).toBe(BASE_URL_DEFAULT);
      expect(endpoint.fetch).not.toBe(httpFetch);
      expect(described).toEqual({ auth: expect.stringContaining('demo'), account: DEMO_ACCOUNT_ID });
    }
  });

  it('wants its log level right', async () => {
    await expect(setUp(options({ LOG_LEVEL: 'loud' }, true))).rejects.toThrow(/LOG_LEVEL/);
    await expect(setUpShared(options({ LOG_LEVEL: 'loud' }, true))).rejects.toThrow(/LOG_LEVEL/);
  });
});

describe('where callers bring the credential', () => {
  it('none is needed, and the place of Cloudflare is still the own setting', async () => {
    const { shared } = await setUpShared(options({ CLOUDFLARE_BASE_URL: 'https://proxy.example/v4/' }));
    expect(shared).toMatchObject({ baseUrl: 'https://proxy.example/v4', fetch: httpFetch });
    expect(Object.keys(shared)).not.toContain('credential');
  });

  it('one in the environment is named as unused, and not said', async () => {
    const given = options({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID });
    const { shared } = await setUpShared(given);
    expect(given.lines).toHaveLength(2);
    expect(given.lines.join()).toMatch(
      /CLOUDFLARE_API_TOKEN is not used.*CLOUDFLARE_ACCOUNT_ID is not used/s,
    );
    expect(`${given.lines}${JSON.stringify(shared)}`).not.toContain(GUIDE_USER_TOKEN);
  });

  it('the tokens of callers stay out of the log', async () => {
    const given = options();
    const { log } = await setUpShared({ ...given, secrets: ['caller-one'] });
    log.error('caller-one');
    expect(given.lines.join()).not.toContain('caller-one');
  });

  it('a wrong base URL stops the start', async () => {
    const given = options({ CLOUDFLARE_BASE_URL: 'http://api.cloudflare.com' });
    await expect(setUpShared(given)).rejects.toThrow(/CLOUDFLARE_BASE_URL/);
  });
});
