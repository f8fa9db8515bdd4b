/** The process itself on stdin and stdout: every protocol revision, nothing but JSON-RPC on stdout, and a clean end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as TransportV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { builtProgram } from '../client.ts';

const program = builtProgram();
const ARGS = [program, 'stdio', '--demo'];
const NOISY = { CLOUDFLARE_LOG: 'debug', LOG_LEVEL: 'debug', DEBUG: '*', NODE_DEBUG: '' };
const INFO = { name: 'tests', version: '1.0.0' };
const TOOLS = catalog.map(({ name }) => name);

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever its request is answered with.
type Message = { id?: number; result?: any };

/** The process and its lines, as a client without any SDK has them. */
function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ARGS, { cwd: tmpdir(), env });
  const exited = once(child, 'close') as Promise<[number | null, string | null]>;
  onTestFinished(async () => {
    child.stdin.end();
    await exited;
  });
  const lines: string[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const write = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let lastId = 0;
  return {
    child,
    lines,
    stderr: () => stderr,
    write,
    ask(method: string, params: object = {}): Promise<Message> {
      const id = ++lastId;
      const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
      write({ id, method, params });
      return answered;
    },
    async initialize(protocolVersion: string) {
      const answer = await this.ask('initialize', { protocolVersion, capabilities: {}, clientInfo: INFO });
      write({ method: 'notifications/initialized' });
      return answer;
    },
    exited: () => exited,
  };
}

describe('the protocol', () => {
  it.each(['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'is spoken in its revision %s, tools included',
    async (revision) => {
      const server = start();
      const { result } = await server.initialize(revision);
      expect(result).toMatchObject({
        protocolVersion: revision,
        serverInfo: { name: 'cloudflare-incident-mcp' },
        instructions: expect.stringContaining('Read-only'),
      });
      const listed = await server.ask('tools/list');
      expect(listed.result.tools.map(({ name }: { name: string }) => name)).toEqual(TOOLS);
      const called = await server.ask('tools/call', { name: 'list_zones', arguments: { limit: 1 } });
      expect(JSON.parse(called.result.content[0].text)).toMatchObject({
        total: 12,
      });
    },
  );

  it('is spoken in its revision 2026-07-28 with the client of that line', async () => {
    const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new TransportV2({ command: process.execPath, args: ARGS, stderr: 'ignore' }));
    onTestFinished(() => client.close());
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOLS);
    const { structuredContent } = await client.callTool({ name: 'list_zones', arguments: {} });
    expect(structuredContent).toMatchObject({ returned: 12, total: 12 });
  });

  it.each([
    ['v1', () => new ClientV1(INFO), TransportV1],
    ['v2, negotiating', () => new ClientV2(INFO, { versionNegotiation: { mode: 'auto' } }), TransportV2],
    ['v2, legacy', () => new ClientV2(INFO, { versionNegotiation: { mode: 'legacy' } }), TransportV2],
  ])('is spoken with the stdio transport of client %s', async (_kind, newClient, Transport) => {
    const client = newClient();
    const transport = new Transport({ command: process.execPath, args: ARGS, stderr: 'ignore' });
    await client.connect(transport as never);
    onTestFinished(() => client.close());
    const question = { name: 'list_dns_records', arguments: { type: 'A', content: '192.168.1.1' } };
    const { structuredContent } = await client.callTool(question);
    expect(structuredContent).toMatchObject({ returned: 6, searched: { zones: 12, of: 12 } });
  });
});

describe('stdout', () => {
  it('has nothing but JSON-RPC, one message a line, however much is logged', async () => {
    const server = start(NOISY);
    await server.initialize('2025-11-25');
    for (const { name, example } of catalog) {
      const { result } = await server.ask('tools/call', { name, arguments: example });
      expect(result?.isError, name).toBeUndefined();
    }
    await server.ask('tools/call', { name: 'list_zones', arguments: { wrong: true } });
    await server.ask('tools/call', { name: 'no_such_tool', arguments: {} });
    expect(server.lines).toHaveLength(TOOLS.length + 3);
    for (const line of server.lines) {
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0', id: expect.any(Number) });
    }
    const logged = server.stderr().trim().split('\n');
    expect(logged.length).toBeGreaterThan(TOOLS.length * 2);
    for (const line of logged) {
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), message: expect.any(String) });
    }
  });

  it('stays well-formed when the input is not', async () => {
    const server = start();
    await server.initialize('2025-11-25');
    server.child.stdin.write('this is no JSON\n{"jsonrpc":"2.0"}\n\n[]\n');
    const { result } = await server.ask('tools/call', { name: 'list_zones', arguments: {} });
    expect(result?.isError).toBeUndefined();
    for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });
});

describe('the process', () => {
  it('ends with exit code 0 when stdin closes', async () => {
    const server = start();
    await server.initialize('2025-11-25');
    server.child.stdin.end();
    expect(await server.exited()).toEqual([0, null]);
  });

  it('ends when stdin closes before anything was said', async () => {
    const server = start();
    server.child.stdin.end();
    expect(await server.exited()).toEqual([0, null]);
    expect(server.lines).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with exit code 0 on %s', async (signal) => {
    const server = start();
    await server.initialize('2025-11-25');
    server.child.kill(signal);
    expect(await server.exited()).toEqual([0, null]);
  });

  it('answers what was asked before stdin closed', async () => {
    const server = start();
    await server.initialize('2025-11-25');
    const answered = server.ask('tools/call', { name: 'list_zones', arguments: {} });
    server.child.stdin.end();
    const exited = server.exited().then(() => undefined);
    expect((await Promise.race([answered, exited]))?.result).toBeDefined();
  });
});
