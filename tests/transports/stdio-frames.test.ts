/** Lines on stdin: each that has an ID is answered, whatever is wrong with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadSettings, setUp } from '../../src/commands/setup.ts';
import { serveOverStdio } from '../../src/transports/stdio.ts';
import { StdioFrames } from '../../src/transports/stdio-frames.ts';
import { builtProgram } from '../client.ts';

const BOM = '\u{FEFF}';
const request = (id: unknown, fields: object = {}) => ({ jsonrpc: '2.0', id, method: 'ping', ...fields });
const initialize = (protocolVersion: string) =>
  request('init', {
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'tests', version: '1' } },
  });

/** The process itself, for what may end it. */
function spawnProgram() {
  const { stdin, stdout, stderr } = spawn(process.execPath, [builtProgram(), 'stdio', '--demo'], {
    cwd: tmpdir(),
    env: {},
  });
  return { stdin, stdout, stderr };
}

/** What the process does on its own stdin and stdout, on streams of this process: it is there at once. */
async function serveHere() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const settings = loadSettings({ env: {}, isDemo: true });
  const { caller } = await setUp(settings, { audience: 'agent', writeLog: (line) => stderr.write(line) });
  serveOverStdio(caller, () => undefined, { stdin, stdout });
  return { stdin, stdout, stderr };
}

/** The server, after `initialize` if a revision is given. */
async function start(revision?: string, open: typeof serveHere | typeof spawnProgram = serveHere) {
  const { stdin, stdout, stderr } = await open();
  const ended = once(stdout, 'close');
  onTestFinished(async () => {
    stdin.end();
    if (open === spawnProgram) await ended;
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it is answered with.
  const answers: any[] = [];
  createInterface(stdout).on('line', (line) => answers.push(JSON.parse(line)));
  let log = '';
  stderr.on('data', (chunk) => {
    log += chunk;
  });
  const write = (...frames: unknown[]) =>
    stdin.write(frames.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''));
  const answered = (id: unknown) =>
    vi.waitUntil(() => answers.find((each) => each.id === id), { timeout: 5_000, interval: 2 });
  if (revision !== undefined) {
    write(initialize(revision));
    await answered('init');
    answers.length = 0;
  }
  return { answers, write, answered, log: () => log };
}

/** What is wrong in some way, or asks for what is not there. */
const WRONG = [
  request(0, { params: null }),
  request(0, { params: [] }),
  request(0, { params: 'x' }),
  request(0, { params: { _meta: null } }),
  request(0, { params: { _meta: 'x' } }),
  request(0, { params: { _meta: { progressToken: null } } }),
  request(0, { jsonrpc: undefined }),
  request(0, { jsonrpc: '1.0' }),
  request(0, { method: undefined }),
  request(0, { method: null }),
  request(0, { method: 'no/such/method' }),
  request(0, { method: 'tools/call' }),
  request(0, { method: 'tools/call', params: { name: 7 } }),
  request(0, { method: 'tools/call', params: { name: 'list_zones', arguments: [] } }),
  request(0, { method: 'tools/call', params: { name: 'list_zones', arguments: 'x' } }),
  request(0, { method: 'tools/list', params: { cursor: 7 } }),
  request(0, { method: 'prompts/get', params: null }),
  request(0, { session: 'x' }),
  { id: 0 },
];

describe('a line that has an ID', () => {
  it.each(['2025-11-25', '2025-03-26', undefined])(
    'is answered with an error when something is wrong with it, in revision %s',
    async (revision) => {
      const server = await start(revision);
      const sent = WRONG.map((frame, at) => ({ ...frame, id: at + 1 }));
      server.write(...sent);
      for (const frame of sent) {
        const { error, jsonrpc } = await server.answered(frame.id);
        expect(jsonrpc).toBe('2.0');
        expect(error, JSON.stringify(frame)).toMatchObject({
          code: expect.any(Number),
          message: expect.any(String),
        });
      }
      // And the connection goes on.
      server.write(request('last'));
      expect((await server.answered('last')).result).toBeDefined();
      expect(server.answers).toHaveLength(sent.length + 1);
    },
  );

  it('is answered with the reason', async () => {
    const server = await start('2025-11-25');
    server.write(request(5, { params: null }), request('six', { jsonrpc: undefined }));
    expect((await server.answered(5)).error).toEqual({
      code: -32_600,
      message: 'Invalid request: params must be an object',
    });
    expect((await server.answered('six')).error.message).toBe('Invalid request: jsonrpc must be "2.0"');
  });

  it('that cannot be an ID is answered without it', async () => {
    const server = await start('2025-11-25');
    server.write(request(null));
    expect((await server.answered(null)).error.message).toMatch(/id must be a text or a whole number/);
  });

  it('is served when what is null may be left out', async () => {
    const server = await start('2025-11-25');
    server.write(
      request(1, { method: 'tools/list', params: { cursor: null } }),
      request(2, { method: 'tools/call', params: { name: 'list_zones', arguments: null } }),
      request(3, { method: 'tools/call', params: { name: 'list_zones' } }),
      request(4, { params: { _meta: {} } }),
    );
    for (const id of [1, 2, 3, 4]) {
      const { result } = await server.answered(id);
      expect(result).toBeDefined();
      expect(result.isError).toBeUndefined();
    }
  });
});

describe('a line that may harm', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const call = (id: number, args: string) =>
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"list_zones","arguments":${args}}}`;

  it.each([100, 3_000, 6_000, 200_000])(
    'because it is nested %i deep is refused, and the server lives',
    async (levels) => {
      const server = await start('2025-03-26', spawnProgram);
      const inText = JSON.stringify(`{"name":${nested(levels)}}`);
      server.write(call(1, `{"name":${nested(levels)}}`), call(2, inText), call(3, `{"input":${inText}}`));
      for (const id of [1, 2]) {
        expect((await server.answered(id)).error).toEqual({
          code: -32_602,
          message: 'Invalid params: they are nested more than 50 levels deep',
        });
      }
      expect((await server.answered(3)).result).toMatchObject({ isError: true });
      expect((await server.answered(3)).result.content[0].text).toMatch(/^Invalid arguments for list_zones/);
      // Nobody waits for these.
      server.write(
        `{"jsonrpc":"2.0","method":"notifications/initialized","params":{"x":${nested(levels)}}}`,
        `{"jsonrpc":"2.0","id":4,"result":{"x":${nested(levels)}}}`,
        `[${JSON.stringify(request(5))}, {"jsonrpc":"2.0","method":"x","params":{"x":${nested(levels)}}}]`,
        nested(levels),
        request('last'),
      );
      expect((await server.answered('last')).result).toBeDefined();
      await vi.waitUntil(() => server.answers.some(Array.isArray), 5_000);
    },
  );
});

describe('arguments of a call', () => {
  const call = (id: number, args: unknown) =>
    request(id, { method: 'tools/call', params: { name: 'list_zones', arguments: args } });

  it('may come as JSON text', async () => {
    const server = await start('2025-11-25');
    server.write(call(1, '{"limit":1}'), call(2, ' '), call(3, 'null'));
    expect((await server.answered(1)).result.structuredContent).toMatchObject({ returned: 1, total: 12 });
    for (const id of [2, 3]) expect((await server.answered(id)).result.structuredContent.returned).toBe(12);
  });

  it.each([[[]], [5], ['limit=1'], ['[1]'], [true]])(
    'that are %j are refused in plain words',
    async (args) => {
      const server = await start('2025-11-25');
      server.write(call(1, args));
      expect((await server.answered(1)).error).toEqual({
        code: -32_602,
        message:
          'Invalid params: arguments must be an object with the names and values of the arguments, such as {"limit": 5}',
      });
    },
  );
});

describe('a line without', () => {
  it('is not answered, but is in the log if it is no message', async () => {
    const server = await start('2025-11-25');
    server.write('{"jsonrpc":"2.0"}', '7', 'null', '""', { jsonrpc: '2.0', id: 1, result: {} }, '', '  ');
    server.write({ jsonrpc: '2.0', method: 'notifications/initialized', params: null }, request(6));
    await server.answered(6);
    expect(server.answers).toHaveLength(1);
    expect(server.log()).toMatch(/Dropped a line that is no JSON-RPC message/);
  });

  it('is answered without an ID if it is not even JSON, as over HTTP', async () => {
    const server = await start('2025-11-25');
    server.write('no JSON', request(6));
    await server.answered(6);
    expect(server.answers[0]).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_700, message: 'Parse error: this is not JSON' },
    });
    expect(server.log()).toMatch(/Dropped a line that is not JSON/);
  });
});

describe('the first line', () => {
  it.each([`${BOM}`, `${BOM}${BOM}`, `\n${BOM}`, ' '])('may have %j before it', async (before) => {
    const server = await start();
    server.write(`${before}${JSON.stringify(initialize('2025-06-18'))}\r`);
    expect((await server.answered('init')).result.protocolVersion).toBe('2025-06-18');
  });
});

describe('a batch', () => {
  const batch = [
    request(1),
    request(2, { method: 'tools/call', params: { name: 'list_zones', arguments: { limit: 1 } } }),
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    request(3, { params: null }),
    request(4, { method: 'initialize', params: {} }),
    request(1),
    7,
  ];

  it.each(['2024-10-07', '2024-11-05', '2025-03-26'])(
    'is answered with one batch in revision %s, errors included',
    async (revision) => {
      const server = await start(revision);
      server.write(batch, request(9));
      const answers = await vi.waitUntil(() => server.answers.find(Array.isArray), 5_000);
      await server.answered(9);
      expect(server.answers).toHaveLength(2);
      const byId = (id: number) => answers.filter((each: { id: unknown }) => each.id === id);
      expect(answers).toHaveLength(5);
      expect(byId(1)).toMatchObject([{ error: { message: expect.stringMatching(/twice/) } }, { result: {} }]);
      expect(byId(2)).toMatchObject([{ result: { structuredContent: { total: 12 } } }]);
      expect(byId(3)).toMatchObject([{ error: { code: -32_600 } }]);
      expect(byId(4)).toMatchObject([{ error: { message: expect.stringMatching(/initialize cannot/) } }]);
    },
  );

  it.each(['2025-06-18', '2025-11-25', undefined])(
    'is refused in revision %s, each request with its own error',
    async (revision) => {
      const server = await start(revision);
      server.write(batch);
      for (const id of [1, 2, 3, 4]) {
        const { error } = await server.answered(id);
        expect(error.code).toBe(-32_600);
        expect(error.message).toMatch(/send each message alone/);
      }
      expect(server.answers.filter(Array.isArray)).toEqual([]);
    },
  );

  it.each(['2025-03-26', '2025-06-18'])(
    'of notifications is not answered in revision %s',
    async (revision) => {
      const server = await start(revision);
      server.write([{ jsonrpc: '2.0', method: 'notifications/initialized' }], request(9));
      await server.answered(9);
      expect(server.answers).toHaveLength(1);
    },
  );

  it.each(['2025-03-26', '2025-06-18'])(
    'that is empty is answered without an ID in revision %s',
    async (revision) => {
      const server = await start(revision);
      server.write([]);
      expect((await server.answered(null)).error).toMatchObject({ code: -32_600 });
    },
  );

  it('is refused with each ID in it, also of what is no request', async () => {
    const server = await start('2025-06-18');
    server.write([request(7), { id: 9 }, { jsonrpc: '2.0', id: 10, result: {} }], request('last'));
    await server.answered('last');
    expect(server.answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [7, -32_600],
      [9, -32_600],
      ['last', undefined],
    ]);
  });

  it('that is too long is refused', async () => {
    const server = await start('2025-03-26');
    server.write(Array.from({ length: 101 }, (_, at) => request(at)));
    expect((await server.answered(100)).error.message).toMatch(/at most 100 messages/);
  });

  it('does not wait for a request that was cancelled', async () => {
    const server = await start('2025-03-26');
    const search = { name: 'list_dns_records', arguments: { type: 'A', limit: 1_000 } };
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    server.write([request(1, { method: 'tools/call', params: search }), request(2), cancel]);
    const [answer, ...others] = await vi.waitUntil(() => server.answers.find(Array.isArray), 5_000);
    expect(answer).toMatchObject({ id: 2, result: {} });
    expect(others).toEqual([]);
  });
});

describe('the lines', () => {
  const frames = () => {
    const served: unknown[] = [];
    const dropped: string[] = [];
    const answers: object[] = [];
    const stream = new StdioFrames({
      answer: (message) => answers.push(message),
      openBatch: () => [],
      onMessage: (message) => served.push(message),
      onDropped: (why) => dropped.push(why),
      beforeEnd: async () => undefined,
    });
    stream.resume();
    return { stream, served, dropped, answers };
  };

  it('may come in parts that split letters, or several in one part', () => {
    const { stream, served } = frames();
    const message = request(1, { params: { text: 'äöü€ \u2028 😀' } });
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`.repeat(2));
    for (const byte of bytes) stream.write(Buffer.from([byte]));
    stream.write(bytes);
    expect(served).toEqual([message, message, message, message]);
  });

  it('that are longer than ten megabytes are refused, and the next one is served', () => {
    const { stream, served, dropped, answers } = frames();
    const part = Buffer.alloc(1024 * 1024, 'x');
    for (let at = 0; at < 11; at++) stream.write(part);
    stream.write(`\n${JSON.stringify(request(2))}\n`);
    expect(dropped).toEqual([expect.stringMatching(/more than 10485760 bytes/)]);
    expect(answers).toMatchObject([{ id: null, error: { code: -32_600 } }]);
    expect(served).toEqual([request(2)]);
  });
});
