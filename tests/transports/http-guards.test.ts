/** Where a request may come from: hosts of this machine or listed ones, and no foreign web page. */
import { describe, expect, it } from 'vitest';
import { bearer, CALLER_TOKEN, callTool, rpc, send, serve } from '../http-client.ts';

const statusWith = async (headers: Record<string, string>, env: Record<string, string> = {}) => {
  const { url, simulator } = await serve({ env });
  const { status, json } = await callTool(url, 'list_zones', {}, headers);
  if (status !== 200) {
    expect(json).toMatchObject({ jsonrpc: '2.0', error: { message: expect.any(String) } });
    expect(simulator.requests).toEqual([]);
  }
  return status;
};

describe('the Host header', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1', '127.0.0.1:1', '[::1]:3000', 'LOCALHOST'])(
    '%s is this machine',
    async (host) => expect(await statusWith({ host })).toBe(200),
  );

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'localhost@evil.example',
    '169.254.169.254',
    '0.0.0.0',
  ])('%s is foreign: 403', async (host) => expect(await statusWith({ host })).toBe(403));

  it('may be one that is listed, whatever its port and letter case', async () => {
    const env = { MCP_HTTP_ALLOWED_HOSTS: 'mcp.example.com, internal.example' };
    for (const host of ['mcp.example.com', 'mcp.example.com:8443', 'MCP.example.com', 'internal.example']) {
      expect(await statusWith({ host }, env), host).toBe(200);
    }
    expect(await statusWith({ host: 'other.example.com' }, env)).toBe(403);
  });

  it('may be listed in any letter case, as names of hosts have none', async () => {
    expect(await statusWith({ host: 'mcp.example.com' }, { MCP_HTTP_ALLOWED_HOSTS: 'MCP.Example.com' })).toBe(
      200,
    );
  });

  it.each(['mcp.example.com:443', 'https://mcp.example.com/mcp', 'MCP.Example.com.'])(
    'may be listed as %s',
    async (listed) => {
      const env = { MCP_HTTP_ALLOWED_HOSTS: listed };
      expect(await statusWith({ host: 'mcp.example.com' }, env)).toBe(200);
      expect(await statusWith({ host: 'mcp.example.com:8443' }, env)).toBe(200);
      expect(await statusWith({ host: 'example.com' }, env)).toBe(403);
    },
  );

  it('may be anything with *', async () => {
    expect(await statusWith({ host: 'evil.example' }, { MCP_HTTP_ALLOWED_HOSTS: '*' })).toBe(200);
  });

  it('is checked before the token, so that a foreign page cannot try tokens', async () => {
    const env = { MCP_HTTP_TOKEN: CALLER_TOKEN };
    expect(await statusWith({ host: 'evil.example', ...bearer() }, env)).toBe(403);
    expect(await statusWith({ host: 'evil.example' }, env)).toBe(403);
  });

  it('is not replaced by X-Forwarded-Host', async () => {
    expect(await statusWith({ host: 'evil.example', 'x-forwarded-host': 'localhost' })).toBe(403);
  });
});

describe('what is refused', () => {
  it.each<Record<string, string>>([{ host: 'evil.example' }, { origin: 'https://evil.example' }])(
    'because of %j is logged for the operator, with where to allow it',
    async (headers) => {
      const { url, log } = await serve();
      expect((await callTool(url, 'list_zones', {}, headers)).status).toBe(403);
      expect(log.map((line) => JSON.parse(line))).toMatchObject([
        {
          level: 'info',
          message: 'request refused',
          status: 403,
          why: expect.stringMatching(/MCP_HTTP_ALLOWED_HOSTS and MCP_HTTP_ALLOWED_ORIGINS/),
          ...headers,
        },
      ]);
    },
  );
});

describe('the Origin header', () => {
  it.each([
    'https://evil.example',
    'http://evil.example:3000',
    'null',
    'file://',
    'nonsense',
    'http://localhost.evil.example',
  ])('%s is foreign: 403', async (origin) => expect(await statusWith({ origin })).toBe(403));

  it('of a listed page is accepted, and no other', async () => {
    const env = { MCP_HTTP_ALLOWED_ORIGINS: 'https://app.example.com, tools.example' };
    for (const origin of [
      'https://app.example.com',
      'https://tools.example',
      'http://tools.example',
      'https://tools.example:8443',
    ]) {
      expect(await statusWith({ origin }, env), origin).toBe(200);
    }
    for (const origin of [
      'https://example.com',
      'https://evil.app.example.com',
      'http://app.example.com',
      'https://app.example.com:8443',
      'null',
    ]) {
      expect(await statusWith({ origin }, env), origin).toBe(403);
    }
  });

  it('of a listed page with a port, or of an extension, must be the same whole', async () => {
    const env = { MCP_HTTP_ALLOWED_ORIGINS: 'http://app.example:8080/page, chrome-extension://abcdef' };
    for (const origin of ['http://app.example:8080', 'chrome-extension://abcdef']) {
      expect(await statusWith({ origin }, env), origin).toBe(200);
    }
    for (const origin of ['http://app.example', 'https://app.example:8080', 'chrome-extension://abcdee']) {
      expect(await statusWith({ origin }, env), origin).toBe(403);
    }
  });

  it('of this machine is accepted if only this machine can reach the server', async () => {
    expect(await statusWith({ origin: 'http://localhost:5173' })).toBe(200);
  });

  it('of this machine is foreign where the server listens to the network', async () => {
    const env = { MCP_HTTP_HOST: '0.0.0.0', MCP_HTTP_TOKEN: CALLER_TOKEN };
    expect(await statusWith({ ...bearer(), origin: 'http://localhost:5173' }, env)).toBe(403);
    expect(await statusWith(bearer(), env)).toBe(200);
  });

  it('null is foreign even to a server for every host', async () => {
    expect(await statusWith({ origin: 'null' }, { MCP_HTTP_ALLOWED_HOSTS: '*' })).toBe(403);
  });
});

describe('web pages', () => {
  const preflight = async (origin: string, env: Record<string, string> = {}) => {
    const { url } = await serve({ env });
    const headers = { origin, 'access-control-request-method': 'POST' };
    return send(url, { method: 'OPTIONS', headers });
  };
  const env = { MCP_HTTP_ALLOWED_ORIGINS: 'https://app.example.com', MCP_HTTP_TOKEN: CALLER_TOKEN };

  it('get no CORS headers by default', async () => {
    expect((await preflight('https://app.example.com')).status).toBe(403);
    const local = await preflight('http://localhost:5173');
    expect(local.status).toBe(405);
    const { url } = await serve();
    const { headers } = await rpc(url, 'tools/list', {}, { origin: 'http://localhost:5173' });
    for (const { headers: each } of [{ headers }, local]) {
      expect(Object.keys(each).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('that are listed may send a preflight request without a token', async () => {
    const { status, headers } = await preflight('https://app.example.com', env);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'POST',
      vary: 'Origin',
    });
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    for (const name of ['content-type', 'authorization', 'mcp-protocol-version', 'mcp-method', 'mcp-name'])
      expect(allowed).toContain(name);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('that are not listed get 403 and no permission', async () => {
    const { status, headers } = await preflight('https://evil.example', env);
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('that are listed may read answers, and the reason of a refusal', async () => {
    const { url } = await serve({ env });
    const origin = 'https://app.example.com';
    for (const headers of [{ origin, ...bearer() }, { origin }]) {
      const answer = await rpc(url, 'tools/list', {}, headers);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      expect(answer.headers['access-control-expose-headers']).toContain('www-authenticate');
      expect(answer.headers.vary).toContain('Origin');
    }
  });
});
