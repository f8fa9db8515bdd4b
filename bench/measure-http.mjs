/** Measures the CPU time of the HTTP server for one answer, read from /proc, against a bare server on the same SDK. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { startServer } from '../conformance/programs.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 8;
const ROUND_MS = 1_500;
const WARM_UP_MS = 3_000;
const CONNECTIONS = 10;
const REVISION = '2026-07-28';
/** The unit of utime and stime in /proc: USER_HZ is 100 on every Linux that Node.js runs on. */
const TICK_MS = 10;

const call = (name, args) => ({ method: 'tools/call', params: { name, arguments: args } });
const LIST = { method: 'tools/list', params: {} };

export async function measureHttp({ product, bare, reach, worlds }) {
  const many = { MCP_HTTP_CALLS_PER_MINUTE: '1000000', MCP_HTTP_CALLS_AT_ONCE: '10000' };
  const [ours, trivial, catalogue] = await Promise.all([
    startServer([product, 'http', '--port', '0'], { ...reach('thousand'), ...many }),
    startServer([bare]),
    startServer([bare, 'catalogue']),
  ]);
  const oneZone = call('list_zones', { name: worlds.ZONE_OF_100_RECORDS });
  const cases = {
    call: [ours, call('get_cloudflare_status', {})],
    trivialCall: [trivial, call('echo', { text: 'hello' })],
    list: [ours, LIST],
    trivialList: [trivial, LIST],
    catalogueList: [catalogue, LIST],
    zone: [ours, oneZone],
  };
  for (const [server, question] of Object.values(cases)) await round(server, question, WARM_UP_MS);
  const measured = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let number = 0; number < ROUNDS; number++) {
    for (const [name, [server, question]] of Object.entries(cases)) {
      measured[name].push(await round(server, question, ROUND_MS));
    }
  }
  await Promise.all([ours, trivial, catalogue].map((server) => server.stop()));
  const row = (what, goal, name, against, how) => {
    const [cpu, their] = [median(measured[name]), median(measured[against])];
    const detail = `${(cpu * 1_000).toFixed(0)} µs / ${(their * 1_000).toFixed(0)} µs`;
    const rounds = `${ROUNDS} rounds of ${ROUND_MS / 1_000} s, ${CONNECTIONS} connections: ${how}`;
    return { what, goal, measured: cpu / their, detail, how: rounds };
  };
  const none =
    '`get_cloudflare_status`, which has the status page in its cache, against a tool that repeats its argument';
  return [
    row(
      'HTTP: server CPU per `tools/call`, against the same SDK with one trivial tool',
      0.8,
      'call',
      'trivialCall',
      none,
    ),
    row(
      'HTTP: the same with one request to Cloudflare in it',
      undefined,
      'zone',
      'trivialCall',
      '`list_zones` with a name; the trivial tool sends no request',
    ),
    row(
      'HTTP: server CPU per `tools/list`, against the same SDK with these tools as zod schemas',
      0.5,
      'list',
      'catalogueList',
      'the same tools on both sides',
    ),
    row(
      'HTTP: the same, against the same SDK with one trivial tool',
      undefined,
      'list',
      'trivialList',
      'all our tools against one: each response has 18 KB of definitions',
    ),
  ];
}

/** @returns milliseconds of CPU for each answer. */
async function round({ url, child }, question, ms) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const target = url.endsWith('/mcp') ? url : `${url}mcp`;
  const before = cpuMs(child.pid);
  const endMs = performance.now() + ms;
  let answers = 0;
  const asking = async () => {
    while (performance.now() < endMs) {
      await ask(agent, target, question);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, asking));
  const used = cpuMs(child.pid) - before;
  agent.destroy();
  return used / answers;
}

function cpuMs(pid) {
  // Before the numbers comes the name in brackets, which may contain spaces. utime and stime are fields 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function ask(agent, url, { method, params }) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '0.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': REVISION,
    'mcp-method': method,
    ...(params.name && { 'mcp-name': params.name }),
  };
  const text = await new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      let received = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        received += chunk;
      });
      response.once('end', () => resolve(received));
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer for 30 s')));
    sent.once('error', reject);
    sent.end(body);
  });
  if (!text.includes('"result"') || text.includes('"isError":true')) throw new Error(text.slice(0, 300));
}
