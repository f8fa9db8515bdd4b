/** stdio and the network: connected before the first question, over one connection, and never a reason to stay. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import { builtProgram } from '../client.ts';
import { openServer } from '../cloudflare/http/protocol-server.ts';

const PEM_FILE = fileURLToPath(new URL('../cloudflare/http/localhost.pem', import.meta.url));
const OK =
  '{"success":true,"errors":[],"messages":[],"result":[],"result_info":{"count":0,"total_count":0,"page":1,"total_pages":0}}';

const envOf = (url: string) => ({
  CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN,
  CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID,
  CLOUDFLARE_BASE_URL: new URL('/client/v4', url).href,
  NODE_EXTRA_CA_CERTS: PEM_FILE,
});

describe('a client that has initialised', () => {
  it('has a connection before it asks, over which nothing was sent, and its questions open no other', async () => {
    let requests = 0;
    const { url, sockets } = await openServer('HTTP/2', (_request, response) => {
      requests++;
      response.end(OK);
    });
    const client = new Client({ name: 'tests', version: '1.0.0' });
    onTestFinished(() => client.close());
    const args = [builtProgram(), 'stdio'];
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args,
        cwd: tmpdir(),
        env: envOf(url),
        stderr: 'ignore',
      }),
    );
    await expect.poll(() => sockets.size, { timeout: 5_000 }).toBe(1);
    expect(requests).toBe(0);
    const { isError } = await client.callTool({ name: 'list_zones', arguments: {} });
    expect(isError ?? false).toBe(false);
    expect([requests > 0, sockets.size]).toEqual([true, 1]);
  });

  it('can leave while the connection is being opened: the process ends', async () => {
    const sockets = new Set<Socket>();
    // Accepts, and never says anything.
    const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const child = spawn(process.execPath, [builtProgram(), 'stdio'], { cwd: tmpdir(), env: envOf(url) });
    const exited = once(child, 'close');
    const clientInfo = { name: 'tests', version: '1.0.0' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    for (const message of [
      { id: 1, method: 'initialize', params },
      { method: 'notifications/initialized' },
    ]) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    }
    await expect.poll(() => sockets.size, { timeout: 5_000 }).toBe(1);
    const since = Date.now();
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(Date.now() - since).toBeLessThan(3_000);
  });
});
