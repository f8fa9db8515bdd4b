/** What every command starts with, made from the environment: connection, log, and their description in the start-up line. */
import { describe, expect, it } from 'vitest';
import {
  loadSettings,
  parseSharedSettings,
  type SetupOptions,
  setUp,
  setUpShared,
} from '../../src/commands/setup.ts';
import { BASE_URL_DEFAULT, ConfigError } from '../../src/settings/config.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

/** A start from this environment, and the lines that it logs. */
function start(env: Record<string, string> = {}, isDemo = false, more: Partial<SetupOptions> = {}) {
  const lines: string[] = [];
  const options = { audience: 'agent', writeLog: (line: string) => void lines.push(line), ...more } as const;
  return {
    lines,
    setUp: async () => setUp(loadSettings({ env, isDemo }), options),
    setUpShared: async () => setUpShared(parseSharedSettings({ env, isDemo }), options),
  };
}

describe('with a credential of its own', () => {
  it('all calls share one connection, and the description has no secret', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID };
    const { caller, connection, described } = await start(env).setUp();
    expect(caller.openCall().connection).toBe(connection);
    expect(caller.openCall().connection).toBe(connection);
    expect(connection.endpoint).toMatchObject({ baseUrl: BASE_URL_DEFAULT, fetch: expect.any(Function) });
    expect(connection.configuredAccountId).toBe(DEMO_ACCOUNT_ID);
    expect(described).toEqual({ auth: expect.stringContaining('API token'), account: DEMO_ACCOUNT_ID });
    expect(JSON.stringify(described)).not.toContain(GUIDE_USER_TOKEN);
  });

  it.each([
    ['an API token', { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN }, GUIDE_USER_TOKEN],
    ['a key', { CLOUDFLARE_API_KEY: GLOBAL_API_KEY, CLOUDFLARE_EMAIL: GLOBAL_API_EMAIL }, GLOBAL_API_KEY],
  ])('the log hides %s and the tokens of callers', async (_case, env, secret) => {
    const { setUp, lines } = start(env, false, { secrets: ['caller-one', 'caller-two'] });
    const { caller } = await setUp();
    caller.log.warn(`quoted ${secret}`, { error: `caller-one and caller-two and ${secret}` });
    expect(lines.join()).not.toMatch(new RegExp(`caller-(one|two)|${secret}`));
    expect(lines.join().match(/\[secret\]/g)).toHaveLength(4);
  });

  it('warnings of the configuration are logged, and the level is kept', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_CUSTOM_HEADERS: 'x: y' };
    const { setUp, lines } = start(env);
    const { caller } = await setUp();
    expect(lines.join()).toContain('CLOUDFLARE_CUSTOM_HEADERS');
    caller.log.debug('unheard');
    expect(lines.join()).not.toContain('unheard');
    const quiet = start({ ...env, LOG_LEVEL: 'silent' });
    await quiet.setUp();
    expect(quiet.lines).toEqual([]);
  });

  it('the observer reaches calls and connection', async () => {
    const observer = createMetrics();
    const { setUp } = start({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN }, false, { observer });
    const { caller, connection } = await setUp();
    expect(caller.observer).toBe(observer);
    expect(connection.observer).toBe(observer);
  });

  it('nothing starts without one', async () => {
    await expect(start().setUp()).rejects.toThrow(ConfigError);
  });
});

describe('the demo', () => {
  it('needs no configuration, uses the embedded account, and ignores a credential of the environment', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_BASE_URL: 'https://elsewhere.example' };
    for (const { setUp } of [start({}, true), start(env, true)]) {
      const { connection, described } = await setUp();
      const { endpoint, credential } = connection;
      expect(credential).toEqual({ kind: 'api_token', token: DEMO_API_TOKEN });
      expect(endpoint.baseUrl).toBe(BASE_URL_DEFAULT);
      const options = {
        method: 'GET',
        headers: {},
        redirect: 'error',
        signal: AbortSignal.timeout(1_000),
      } as const;
      const { headers } = await endpoint.fetch(`${BASE_URL_DEFAULT}/user/tokens/verify`, options);
      expect(headers.get('cf-ray')).toBeTruthy();
      expect(described).toEqual({ auth: expect.stringContaining('demo'), account: DEMO_ACCOUNT_ID });
    }
  });

  it('refuses a wrong log level', async () => {
    const { setUp, setUpShared } = start({ LOG_LEVEL: 'loud' }, true);
    await expect(setUp()).rejects.toThrow(/LOG_LEVEL/);
    await expect(setUpShared()).rejects.toThrow(/LOG_LEVEL/);
  });
});

describe('where callers bring the credential', () => {
  it('none is needed at the start, and the base URL is still a setting of the server', async () => {
    const { upstream } = await start({ CLOUDFLARE_BASE_URL: 'https://proxy.example/v4/' }).setUpShared();
    expect(upstream).toMatchObject({ baseUrl: 'https://proxy.example/v4', fetch: expect.any(Function) });
    expect(Object.keys(upstream)).not.toContain('credential');
  });

  it('one in the environment is reported as unused, without its value', async () => {
    const env = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID };
    const { setUpShared, lines } = start(env);
    const { upstream } = await setUpShared();
    expect(lines).toHaveLength(2);
    expect(lines.join()).toMatch(/CLOUDFLARE_API_TOKEN is not used.*CLOUDFLARE_ACCOUNT_ID is not used/s);
    expect(`${lines}${JSON.stringify(upstream)}`).not.toContain(GUIDE_USER_TOKEN);
  });

  it('the tokens of callers stay out of the log', async () => {
    const { setUpShared, lines } = start({}, false, { secrets: ['caller-one'] });
    const { log } = await setUpShared();
    log.error('caller-one');
    expect(lines.join()).not.toContain('caller-one');
  });

  it('a wrong base URL stops the start', async () => {
    const { setUpShared } = start({ CLOUDFLARE_BASE_URL: 'http://api.cloudflare.com' });
    await expect(setUpShared()).rejects.toThrow(/CLOUDFLARE_BASE_URL/);
  });
});
