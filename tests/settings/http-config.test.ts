/** Where http listens and who may call it, from flags and environment; every mistake is reported at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CALLER_CALLS_AT_ONCE, CALLER_CALLS_PER_MINUTE } from '../../src/limits/callers.ts';
import { ConfigError, isLoopback } from '../../src/settings/config.ts';
import { type HttpFlags, loadHttpConfig } from '../../src/settings/http-config.ts';

const TOKEN = 'caller-token-0123456789abcdef';
const OAUTH = {
  MCP_OAUTH_ISSUER: 'https://login.example.com',
  MCP_OAUTH_AUDIENCE: 'https://mcp.example.com/mcp',
};

function problemsOf(env: Record<string, string>, flags: HttpFlags = {}): readonly string[] {
  try {
    loadHttpConfig(env, flags);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}

describe('without settings', () => {
  it('this machine alone may call, on port 3000', () => {
    expect(loadHttpConfig({}, {})).toEqual({
      host: '127.0.0.1',
      port: 3_000,
      tokens: [],
      oauth: undefined,
      allowedHosts: [],
      allowedOrigins: [],
      callsPerMinute: CALLER_CALLS_PER_MINUTE,
      callsAtOnce: CALLER_CALLS_AT_ONCE,
      warnings: [],
    });
  });
});

describe('the address', () => {
  it('is taken from flags before variables', () => {
    const env = { MCP_HTTP_HOST: 'localhost', MCP_HTTP_PORT: '4000' };
    expect(loadHttpConfig(env, {})).toMatchObject({ host: 'localhost', port: 4_000 });
    expect(loadHttpConfig(env, { host: '::1', port: '0' })).toMatchObject({ host: '::1', port: 0 });
  });

  it.each(['', 'x', '-1', '65536', '3.5', '0x50', '1e3', '99999999999'])('has no port %j', (port) => {
    expect(problemsOf({}, { port })).toEqual([expect.stringContaining('--port / MCP_HTTP_PORT must be')]);
  });

  it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(problemsOf({}, { host })).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.example', '1127.0.0.1', 'mcp'])(
    '%s is not, and needs a token or an issuer',
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(problemsOf({}, { host })).toEqual([expect.stringMatching(/would let anyone.*MCP_HTTP_TOKEN/)]);
      expect(problemsOf({ MCP_HTTP_HOST: host, MCP_HTTP_TOKEN: ' , ,' })).toHaveLength(1);
      expect(problemsOf({ MCP_HTTP_TOKEN: TOKEN }, { host })).toEqual([]);
      expect(problemsOf(OAUTH, { host })).toEqual([]);
    },
  );
});

describe('the tokens of callers', () => {
  it('are several: blanks and empty parts between commas are ignored', () => {
    const { tokens } = loadHttpConfig({ MCP_HTTP_TOKEN: ` ${TOKEN} ,, ${TOKEN}2,` }, {});
    expect(tokens).toEqual([TOKEN, `${TOKEN}2`]);
  });

  it('may stand in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'http-config-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'tokens');
    writeFileSync(file, `${TOKEN},${TOKEN}2\n`);
    expect(loadHttpConfig({ MCP_HTTP_TOKEN_FILE: file }, {}).tokens).toEqual([TOKEN, `${TOKEN}2`]);
    expect(problemsOf({ MCP_HTTP_TOKEN_FILE: file, MCP_HTTP_TOKEN: TOKEN })[0]).toMatch(/both set/);
    writeFileSync(file, '\n');
    expect(problemsOf({ MCP_HTTP_TOKEN_FILE: file })[0]).toMatch(/empty/);
    expect(problemsOf({ MCP_HTTP_TOKEN_FILE: join(folder, 'none') })[0]).toMatch(/ENOENT/);
  });

  it('that are short, or that no header can hold, are refused, never quoted', () => {
    const short = problemsOf({ MCP_HTTP_TOKEN: 'hunter2' });
    expect(short).toEqual([expect.stringMatching(/shorter than 16/)]);
    expect(`${short}`).not.toContain('hunter2');
    for (const wrong of ['two words of a token', 'schlüssel-0123456789', 'line\nbreak-0123456789']) {
      const problems = problemsOf({ MCP_HTTP_TOKEN: wrong });
      expect(problems).toEqual([expect.stringMatching(/cannot be sent in a header/)]);
      expect(`${problems}`).not.toContain(wrong);
    }
  });
});

describe('hosts and origins', () => {
  it('are lists; an origin may be a whole address or a host for every scheme and port', () => {
    const env = {
      MCP_HTTP_ALLOWED_HOSTS: 'mcp.example.com, *',
      MCP_HTTP_ALLOWED_ORIGINS: 'https://app.example.com:8443, tools.example',
    };
    expect(loadHttpConfig(env, {})).toMatchObject({
      allowedHosts: ['mcp.example.com', '*'],
      allowedOrigins: ['https://app.example.com:8443', 'tools.example'],
    });
  });
});

describe('the issuer', () => {
  it('needs the audience, and the other way round', () => {
    const { MCP_OAUTH_ISSUER: issuer, MCP_OAUTH_AUDIENCE: audience } = OAUTH;
    expect(loadHttpConfig(OAUTH, {}).oauth).toEqual({ issuer, audience });
    for (const name of Object.keys(OAUTH)) {
      expect(problemsOf({ ...OAUTH, [name]: '' })).toEqual([expect.stringMatching(/belong together/)]);
    }
  });

  it('must be https, or on this machine', () => {
    for (const issuer of [
      'http://127.0.0.1:9',
      'http://localhost',
      'http://[::1]:9',
      'https://a.example/tenant',
    ])
      expect(problemsOf({ ...OAUTH, MCP_OAUTH_ISSUER: issuer })).toEqual([]);
    for (const issuer of ['http://login.example.com', 'login.example.com', 'file:///etc', 'ftp://127.0.0.1'])
      expect(problemsOf({ ...OAUTH, MCP_OAUTH_ISSUER: issuer })).toEqual([
        expect.stringMatching(/ISSUER must be/),
      ]);
    expect(problemsOf({ ...OAUTH, MCP_OAUTH_AUDIENCE: 'mcp' })).toEqual([
      expect.stringMatching(/AUDIENCE must be/),
    ]);
  });
});

describe('mistakes', () => {
  it('are all named at once', () => {
    const problems = problemsOf({
      MCP_HTTP_HOST: '0.0.0.0',
      MCP_HTTP_PORT: 'http',
      MCP_HTTP_CALLS_PER_MINUTE: '0',
      MCP_HTTP_CALLS_AT_ONCE: 'many',
      MCP_OAUTH_ISSUER: 'https://login.example.com',
    });
    for (const name of [
      '--port',
      'Listening on 0.0.0.0',
      'CALLS_PER_MINUTE',
      'CALLS_AT_ONCE',
      'belong together',
    ])
      expect(problems.filter((problem) => problem.includes(name))).toHaveLength(1);
    expect(problems).toHaveLength(5);
  });
});
