/** The configuration: account, base URL, log level, and every problem in one message. */
import { describe, expect, it } from 'vitest';
import {
  BASE_URL_DEFAULT,
  ConfigError,
  loadConfig,
  parseDemoConfig,
  parseSharedConfig,
  STATUS_URL_DEFAULT,
} from '../../src/settings/config.ts';

const TOKEN = `cfut_${'Ab3_'.repeat(10)}c0ffee12`;
const ACCOUNT = '9a50f8a8e9bb8bdb5eba456bf92d5d98';
const withToken = (env: Record<string, string>) => ({ CLOUDFLARE_API_TOKEN: TOKEN, ...env });

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a token alone', () => {
  it('is a whole configuration, without a warning', () => {
    expect(loadConfig({ CLOUDFLARE_API_TOKEN: TOKEN })).toEqual({
      access: { credential: { kind: 'api_token', token: TOKEN }, accountId: undefined },
      baseUrl: BASE_URL_DEFAULT,
      statusUrl: STATUS_URL_DEFAULT,
      proxies: { https: undefined, http: undefined, exceptions: undefined },
      logLevel: 'info',
      warnings: [],
    });
  });
});

describe('CLOUDFLARE_ACCOUNT_ID', () => {
  it('is read in lower case, as the API compares it', () => {
    const { access } = loadConfig(withToken({ CLOUDFLARE_ACCOUNT_ID: ` ${ACCOUNT.toUpperCase()}\n` }));
    expect(access.accountId).toBe(ACCOUNT);
  });

  it.each([['Northwind'], [ACCOUNT.slice(1)], [`${ACCOUNT}0`], [`${ACCOUNT.slice(1)}g`]])(
    'is refused when it is %j, with the place to find it',
    (text) => {
      expect(problemsOf(withToken({ CLOUDFLARE_ACCOUNT_ID: text }))).toEqual([
        expect.stringMatching(/CLOUDFLARE_ACCOUNT_ID .*32 hex.*dash\.cloudflare\.com/),
      ]);
    },
  );

  it.each([[''], [`\${user_config.account_id}`]])('is absent when it is %j', (text) => {
    expect(loadConfig(withToken({ CLOUDFLARE_ACCOUNT_ID: text })).access.accountId).toBeUndefined();
  });
});

describe('CLOUDFLARE_BASE_URL', () => {
  it.each([
    ['https://api.cloudflare.com/client/v4/', 'https://api.cloudflare.com/client/v4'],
    ['https://gateway.example/cf//', 'https://gateway.example/cf'],
    ['https://api.fed.cloudflare.com', 'https://api.fed.cloudflare.com'],
    ['http://localhost:8787/client/v4', 'http://localhost:8787/client/v4'],
    ['http://127.0.0.1:1/x', 'http://127.0.0.1:1/x'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
    ['  ', BASE_URL_DEFAULT],
    [`\${BASE}`, BASE_URL_DEFAULT],
  ])('%j is read as %j', (text, baseUrl) => {
    expect(loadConfig(withToken({ CLOUDFLARE_BASE_URL: text })).baseUrl).toBe(baseUrl);
  });

  it.each([
    ['http to another machine', 'http://api.cloudflare.com/client/v4'],
    ['http to a name that only begins like this machine', 'http://localhost.evil.example'],
    ['http to a name that begins like an address of this machine', 'http://127.0.0.1.evil.example'],
    ['http to every address', 'http://0.0.0.0:80'],
    ['another protocol', 'file:///etc/passwd'],
    ['no address at all', 'api.cloudflare.com/client/v4'],
    ['a user', 'https://user@api.cloudflare.com'],
    ['a password without a user', 'https://:hunter2@api.cloudflare.com'],
    ['a query', 'https://api.cloudflare.com/client/v4?a=b'],
    ['an empty query', 'https://api.cloudflare.com/client/v4?'],
    ['a fragment', 'https://api.cloudflare.com/client/v4#x'],
    ['an empty fragment', 'https://api.cloudflare.com/client/v4#'],
  ])('is refused with %s', (_what, text) => {
    const problems = problemsOf(withToken({ CLOUDFLARE_BASE_URL: text }));
    expect(problems).toEqual([expect.stringContaining('CLOUDFLARE_BASE_URL must be an https address')]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('CLOUDFLARE_STATUS_URL', () => {
  it.each([
    ['https://status.example/', 'https://status.example'],
    ['http://127.0.0.1:8788', 'http://127.0.0.1:8788'],
    ['off', undefined],
    [' OFF ', undefined],
    ['', STATUS_URL_DEFAULT],
  ])('%j is read as %j, with and without a credential of our own', (text, statusUrl) => {
    const env = { CLOUDFLARE_STATUS_URL: text };
    expect(loadConfig(withToken(env)).statusUrl).toBe(statusUrl);
    expect(parseSharedConfig(env).statusUrl).toBe(statusUrl);
  });

  it.each(['http://status.example', 'https://user@status.example', 'none'])('is refused as %j', (text) => {
    expect(problemsOf(withToken({ CLOUDFLARE_STATUS_URL: text }))).toEqual([
      expect.stringContaining('CLOUDFLARE_STATUS_URL must be an https address'),
    ]);
  });
});

describe('LOG_LEVEL', () => {
  it.each([
    ['debug', 'debug'],
    [' WARN ', 'warn'],
    ['silent', 'silent'],
    ['', 'info'],
  ])('%j is read as %s', (text, level) => {
    const env = { LOG_LEVEL: text };
    for (const parse of [parseSharedConfig, parseDemoConfig]) expect(parse(env).logLevel).toBe(level);
  });

  it('of an unknown name is a problem that lists the known ones', () => {
    expect(problemsOf(withToken({ LOG_LEVEL: 'verbose' }))).toEqual([
      'LOG_LEVEL must be one of debug, info, warn, error, silent.',
    ]);
  });
});

describe('several problems', () => {
  it('are in one message, each with its variable', () => {
    const env = { CLOUDFLARE_ACCOUNT_ID: 'x', CLOUDFLARE_BASE_URL: 'ftp://x', LOG_LEVEL: 'loud' };
    expect(() => loadConfig(env)).toThrow(ConfigError);
    const problems = problemsOf(env);
    expect(problems).toHaveLength(4);
    const { message, isAboutAccess } = new ConfigError(problems);
    expect(isAboutAccess).toBe(true);
    for (const part of [
      'CLOUDFLARE_API_TOKEN is missing',
      'CLOUDFLARE_ACCOUNT_ID',
      'CLOUDFLARE_BASE_URL',
      'LOG_LEVEL',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('are about the access to an account, or are not', () => {
    expect(new ConfigError(problemsOf(withToken({ LOG_LEVEL: 'loud' }))).isAboutAccess).toBe(false);
  });
});

describe('what is ignored', () => {
  it.each(['CLOUDFLARE_CUSTOM_HEADERS', 'CLOUDFLARE_API_USER_SERVICE_KEY'])(
    'is named when %s is set, and its value is not',
    (name) => {
      const { warnings } = loadConfig(withToken({ [name]: 'Authorization: Bearer hijack' }));
      expect(warnings).toEqual([`${name} is set and ignored by this server.`]);
    },
  );
});
