/** http as a process: refuses to be open to everyone, says where it listens, answers the operator, and ends in order. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import { EXPIRED_TOKEN, GUIDE_USER_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { builtProgram, run } from '../client.ts';
import { bearer, CALLER_TOKEN, callTool, connectHttp, send, serveSimulator } from '../http-client.ts';
import { runHere } from '../run-here.ts';

const program = builtProgram();

/** `http` as a process, once it listens; ended when the test ends. */
async function start(args: readonly string[] = ['--demo'], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [program, 'http', '--port', '0', ...args], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close') as Promise<[number | null, string | null]>;
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  let stderr = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
      const address = /listens on (http:[^"\s]+)/.exec(stderr)?.[1];
      if (address !== undefined) resolve(address);
    });
    exited.then(() => reject(new Error(stderr)), reject);
  });
  return { child, url, origin: new URL(url).origin, exited, stderr: () => stderr };
}

const get = (url: string, headers: Record<string, string> = {}) => send(url, { method: 'GET', headers });

describe('the start', () => {
  it('reads each secret file once: it may be a pipe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const pipe = (name: string, secret: string) => {
      const path = join(folder, name);
      execFileSync('mkfifo', [path]);
      void writeFile(path, secret);
      return path;
    };
    const { url } = await start([], {
      ...(await serveSimulator()).env,
      CLOUDFLARE_API_TOKEN: '',
      CLOUDFLARE_API_TOKEN_FILE: pipe('cloudflare', DEMO_API_TOKEN),
      MCP_HTTP_TOKEN_FILE: pipe('caller', CALLER_TOKEN),
    });
    const { json } = await callTool(url, 'list_zones', {}, bearer());
    expect(json.result.structuredContent).toMatchObject({ total: 12 });
  });

  it('reports several problems of several kinds at once', async () => {
    const env = { CLOUDFLARE_MCP_TOOLS: 'foo', CLOUDFLARE_ACCOUNT_ID: 'x', LOG_LEVEL: 'loud' };
    const { code, stderr } = await runHere(['http', '--port', '99999'], env);
    expect(code).toBe(2);
    for (const part of [
      '65535',
      'CLOUDFLARE_API_TOKEN is missing',
      'CLOUDFLARE_ACCOUNT_ID',
      'LOG_LEVEL',
      'unknown names: foo',
    ])
      expect(stderr).toContain(part);
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'mcp.example.com'])(
    'is refused on %s without a token',
    async (host) => {
      for (const more of [[], ['--request-credentials']]) {
        const { code, stdout, stderr } = await runHere([
          'http',
          '--demo',
          '--host',
          host,
          '--port',
          '0',
          ...more,
        ]);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toContain(`Listening on ${host} would let anyone`);
        expect(stderr).toMatch(/MCP_HTTP_TOKEN.*openssl rand -hex 32/);
        expect(stderr).not.toMatch(/\n\s+at /);
      }
    },
  );

  it('with a token is allowed there, and the token is in no output', async () => {
    const { url, stderr } = await start(['--demo'], {
      MCP_HTTP_HOST: '0.0.0.0',
      MCP_HTTP_TOKEN: CALLER_TOKEN,
    });
    const local = url.replace('0.0.0.0', '127.0.0.1');
    expect((await callTool(local, 'list_zones')).status).toBe(401);
    expect((await callTool(local, 'list_zones', {}, bearer())).status).toBe(200);
    expect(stderr()).not.toContain(CALLER_TOKEN);
  });

  it.each(['info', 'error', 'silent'])(
    'is reported in one line on stderr, with the address, at log level %s',
    async (level) => {
      // Whatever the log level: nobody would learn the port otherwise.
      const { url, stderr } = await start(['--demo'], { LOG_LEVEL: level });
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
      expect(stderr().trim().split('\n')).toHaveLength(1);
    },
  );

  it('fails with exit code 2 and the reason when the port is taken', async () => {
    const { url } = await start();
    const { code, stderr } = await run(program, ['http', '--demo', '--port', new URL(url).port]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ {2}- Cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\): choose another --host/m);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the operator', () => {
  it('reads health, readiness and metrics under any host, and no secret in them', async () => {
    const { env, simulator } = await serveSimulator();
    const { url, origin } = await start([], { ...env, MCP_HTTP_TOKEN: CALLER_TOKEN });
    await callTool(url, 'list_zones', {}, bearer());
    const headers = { host: 'pod-7.internal:3000', origin: 'https://probe.example' };
    const pages = new Map<string, string>();
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status, text } = await get(`${origin}${path}`, headers);
      expect({ path, status }).toEqual({ path, status: 200 });
      pages.set(path, text);
    }
    expect(pages.get('/healthz')).toBe('ok\n');
    expect(pages.get('/readyz')).toBe('ready: credential active\n');
    expect(pages.get('/metrics')).toContain('mcp_tool_calls_total{tool="list_zones",outcome="answered"} 1');
    for (const secret of [CALLER_TOKEN, DEMO_API_TOKEN, DEMO_ACCOUNT_ID])
      expect([...pages.values()].join()).not.toContain(secret);
    await Promise.all(Array.from({ length: 50 }, () => get(`${origin}/readyz`)));
    expect(simulator.requests.filter(({ path }) => path.includes('/verify'))).toHaveLength(1);
  });

  it('sees 503 with the reason when the credential has expired, while the process is up', async () => {
    const { env } = await serveSimulator();
    const { origin } = await start([], { ...env, CLOUDFLARE_API_TOKEN: EXPIRED_TOKEN });
    expect(await get(`${origin}/readyz`)).toMatchObject({
      status: 503,
      text: 'not ready: credential expired\n',
    });
    expect((await get(`${origin}/healthz`)).status).toBe(200);
  });
});

describe('--request-credentials', () => {
  const headersOf = (token: string) => ({
    'x-cloudflare-api-token': token,
    'x-cloudflare-account-id': DEMO_ACCOUNT_ID,
  });

  it('uses only the credential of the call, although the environment holds another', async () => {
    const { env, simulator } = await serveSimulator();
    const { url, origin, stderr } = await start(['--request-credentials'], env);
    const without = await callTool(url, 'list_zones');
    expect(without.json.result.content[0].text).toContain('X-Cloudflare-API-Token is missing');
    expect((await get(`${origin}/readyz`)).status).toBe(200);
    expect(simulator.requests).toEqual([]);
    await callTool(url, 'list_zones', {}, headersOf(GUIDE_USER_TOKEN));
    expect(simulator.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      `Bearer ${GUIDE_USER_TOKEN}`,
    ]);
    expect(stderr()).toContain('CLOUDFLARE_API_TOKEN is not used');
    for (const secret of [DEMO_API_TOKEN, GUIDE_USER_TOKEN]) expect(stderr()).not.toContain(secret);
  });

  it('counts calls by credential, not by the platform that sends them all', async () => {
    const { env } = await serveSimulator();
    const limits = { MCP_HTTP_CALLS_PER_MINUTE: '1', MCP_HTTP_TOKEN: CALLER_TOKEN };
    const { url } = await start(['--request-credentials'], { ...env, ...limits });
    for (const token of [DEMO_API_TOKEN, GUIDE_USER_TOKEN]) {
      const { json } = await callTool(url, 'list_zones', {}, { ...headersOf(token), ...bearer() });
      expect(json.result.structuredContent).toMatchObject({ total: 12 });
    }
  });
});

describe('a signal', () => {
  /** A call that has reached Cloudflare and is not answered there for a while. */
  async function withCallUnderWay(latencyMs: number) {
    const { env, simulator } = await serveSimulator(latencyMs);
    const server = await start([], env);
    const answer = callTool(server.url, 'list_zones');
    answer.catch(() => undefined);
    await vi.waitUntil(() => simulator.requests.length > 0, { timeout: 10_000 });
    return { ...server, answer };
  }
  const refused = (origin: string) =>
    vi.waitUntil(
      () =>
        get(`${origin}/healthz`).then(
          () => false,
          () => true,
        ),
      { timeout: 10_000 },
    );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets calls finish, takes no new ones, exits 0',
    async (signal) => {
      const { answer, child, origin, exited } = await withCallUnderWay(1_500);
      child.kill(signal);
      await refused(origin);
      expect((await answer).json.result.structuredContent).toMatchObject({ total: 12 });
      expect(await exited).toEqual([0, null]);
    },
  );

  it('a second time ends at once, whatever is under way', async () => {
    const { answer, child, origin, exited } = await withCallUnderWay(9_000);
    child.kill('SIGTERM');
    await refused(origin);
    child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    await expect(answer).rejects.toThrow();
  });

  it('ends an idle server, with a client connected, at once', async () => {
    const { url, child, exited } = await start();
    await connectHttp('v1', url);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
