/** npm run load [-- seconds]: many callers at once. Fails on an error or a growing heap, and compares with a bare server. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { bundle, PRODUCT, startServer } from '../conformance/programs.mjs';

const CALLERS = 50;
const SECONDS_DEFAULT = 20;
const ROUNDS = 5;
const WARM_UP_MS = 4_000;
/** The length of a comparison round, as a share of a round with tool calls. */
const SHORT_SHARE = 0.25;
const HEAP_GROWTH_MIB_MAX = 6;
const MIB = 1024 * 1024;
const BUDGET_REQUESTS = 1_000;
const REVISION = '2026-07-28';
const TOKEN = randomBytes(16).toString('hex');

/** @param expect a text that every right answer contains. */
const tool = (name, args, expect) => ({ method: 'tools/call', params: { name, arguments: args }, expect });
const QUESTIONS = [
  tool('list_dns_records', { type: 'A', content: '192.168.1.1' }, '192.168.1.1'),
  tool('list_zones', {}, 'example.com'),
  tool('get_zone', { zone: 'example.com' }, 'name_servers'),
];
/** Sends no request to Cloudflare, so it measures the HTTP stack alone. */
const CATALOGUE = [{ method: 'tools/list', params: {}, expect: 'list_dns_records' }];
const TRIVIAL = [tool('echo', { text: 'hello' }, 'hello')];

const [role = String(SECONDS_DEFAULT), file] = process.argv.slice(2);
if (role === 'bare') serveBare();
else if (role === 'upstream') await serveUpstream(file);
else await measure(Number(role));

async function measure(seconds) {
  if (!(seconds >= 1 && seconds <= 600)) throw new Error('Say for how many seconds: 1 to 600.');
  if (!existsSync(PRODUCT)) throw new Error('There is no dist/main.js: run npm run build first.');
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const self = fileURLToPath(import.meta.url);
  const simulator = join(folder, 'simulator.mjs');
  await bundle(
    "export { createSimulator } from '../src/simulator/simulator.ts';" +
      "export { DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample/account.ts';",
    simulator,
  );

  const bare = await startServer([self, 'bare']);
  const upstream = await startServer([self, 'upstream', simulator]);
  const product = await startServer(
    ['--expose-gc', '--import', heapProbe(), PRODUCT, 'http', '--request-credentials', '--port', '0'],
    {
      CLOUDFLARE_BASE_URL: `${upstream.url}client/v4`,
      MCP_HTTP_TOKEN: TOKEN,
      MCP_HTTP_CALLS_PER_MINUTE: '1000000',
      MCP_HTTP_CALLS_AT_ONCE: '10000',
    },
  );

  await round(product.url, QUESTIONS, WARM_UP_MS);
  await round(product.url, CATALOGUE, WARM_UP_MS * SHORT_SHARE);
  await round(bare.url, TRIVIAL, WARM_UP_MS * SHORT_SHARE);
  const heapBefore = await heapOf(product);
  const upstreamBefore = await upstreamRequests(product);
  const calls = [];
  const lists = [];
  const plain = [];
  for (let number = 1; number <= ROUNDS; number++) {
    const roundMs = (seconds * 1_000) / ROUNDS;
    // In turn, so that other load on the machine affects all three alike.
    calls.push(await round(product.url, QUESTIONS, roundMs));
    lists.push(await round(product.url, CATALOGUE, roundMs * SHORT_SHARE));
    plain.push(await round(bare.url, TRIVIAL, roundMs * SHORT_SHARE));
  }
  const upstreamAfter = await upstreamRequests(product);
  const heapAfter = await heapOf(product);
  await Promise.all([product.stop(), bare.stop(), upstream.stop()]);

  const growth = heapAfter.heap - heapBefore.heap;
  const errors = [...calls, ...lists, ...plain].flatMap((one) => one.errors);
  const perCall = (upstreamAfter - upstreamBefore) / sum(calls).calls;
  console.log(
    `${CALLERS} callers, ${seconds} s of tool calls: ${sum(calls).calls} tool calls, ${sum(lists).calls} lists, ${errors.length} errors.`,
  );
  console.log(`bare server:  ${perSecond(sum(plain))} calls/s = 1.00`);
  console.log(`tools/list:   ${perSecond(sum(lists))} calls/s = ${ratios(lists, plain)}`);
  console.log(
    `tools/call:   ${perSecond(sum(calls))} calls/s = ${ratios(calls, plain)}, each with ${perCall.toFixed(1)} requests upstream`,
  );
  console.log(
    `Heap after collection: ${toMiB(heapBefore.heap)} MiB, then ${toMiB(heapAfter.heap)} MiB ` +
      `(${growth >= 0 ? '+' : ''}${toMiB(growth)}; RSS ${toMiB(heapBefore.rss)}, then ${toMiB(heapAfter.rss)}).`,
  );
  for (const error of new Set(errors.slice(0, 100))) console.log(`error: ${error}`);
  const isGrown = growth > HEAP_GROWTH_MIB_MAX * MIB;
  if (isGrown) console.log(`The heap has grown by more than ${HEAP_GROWTH_MIB_MAX} MiB.`);
  const isGood = errors.length === 0 && !isGrown && sum(calls).calls > 0;
  console.log(isGood ? 'Load: no error, no growth.' : 'Load: FAILED.');
  process.exit(isGood ? 0 : 1);
}

/** Each caller asks again as soon as it is answered, until the time is over. */
async function round(url, questions, ms) {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const startMs = performance.now();
  const endMs = startMs + ms;
  const result = { calls: 0, errors: [], ms: 0 };
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let turn = caller; performance.now() < endMs; turn++) {
      const question = questions[turn % questions.length];
      const error = await call(agent, url, caller, question).catch(String);
      result.calls++;
      if (error === undefined) continue;
      result.errors.push(`${question.params.name ?? question.method}: ${error}`);
      // Without a pause, a server that refuses at once would make this a busy loop.
      await sleep(50);
    }
  });
  await Promise.all(callers);
  result.ms = performance.now() - startMs;
  agent.destroy();
  return result;
}

/** @returns what is wrong with the answer; undefined if nothing is. */
async function call(agent, url, caller, { method, params: { name, ...rest }, expect }) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'load', version: '0.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { ...(name && { name }), ...rest, _meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: caller, method, params });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${TOKEN}`,
    'mcp-protocol-version': REVISION,
    'mcp-method': method,
    ...(name && { 'mcp-name': name }),
    // Each caller has its own credential, so that none reaches the limit of 200 requests a second.
    'x-cloudflare-api-token': `load_caller_${String(caller).padStart(2, '0')}_0123456789abcdefghij0123456789`,
  };
  const { status, text } = await new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers, timeout: 30_000 };
    const sent = request(url, options, (response) => {
      let received = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        received += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode, text: received }));
      response.once('error', reject);
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer for 30 s')));
    sent.once('error', reject);
    sent.end(body);
  });
  if (status !== 200) return `HTTP ${status}: ${text.slice(0, 200)}`;
  const { result } = JSON.parse(text);
  if (result === undefined || result.isError || !text.includes(expect)) return text.slice(0, 300);
}

/** A module to `--import` into the product's process, so that the product needs no code for this test. */
function heapProbe() {
  const script = `process.on('SIGUSR2', () => {
    globalThis.gc(); setTimeout(() => { globalThis.gc();
      const { heapUsed, rss } = process.memoryUsage();
      process.stderr.write('heap is {"heap":' + heapUsed + ',"rss":' + rss + '}\\n'); }, 500); });`;
  return `data:text/javascript,${encodeURIComponent(script)}`;
}

async function heapOf(server) {
  // Wait until closed sockets and timers have released their memory.
  await sleep(1_000);
  const report = server.waitForLine(/^heap is (.+)$/);
  server.child.kill('SIGUSR2');
  return JSON.parse(await report);
}

/** A stateless server on the same SDK and adapter, with one trivial tool and without our guards. */
function serveBare() {
  const handle = toNodeHandler(
    createMcpHandler(() => {
      const server = new McpServer({ name: 'bare', version: '0.0.0' });
      const inputSchema = z.object({ text: z.string() });
      server.registerTool('echo', { description: 'Repeats the text', inputSchema }, ({ text }) => ({
        content: [{ type: 'text', text }],
      }));
      return server;
    }),
  );
  listen(createServer((incoming, response) => void handle(incoming, response)));
}

/**
 * The embedded account behind a real socket. `--demo` cannot be used here: it counts the requests of all callers against one
 * budget, and refuses after about 1,100 of them.
 */
async function serveUpstream(simulatorFile) {
  const { createSimulator, DEMO_API_TOKEN, sampleWorld } = await import(simulatorFile);
  const world = sampleWorld(new Date());
  let simulator = createSimulator({ world });
  const answer = async ({ method, url }, response) => {
    const headers = { authorization: `Bearer ${DEMO_API_TOKEN}` };
    // Each caller has its own credential and so its own budget, but the embedded account counts all requests together.
    if (simulator.requests.length === BUDGET_REQUESTS) simulator = createSimulator({ world });
    const answered = await simulator.fetch(`https://api.cloudflare.com${url}`, { method, headers });
    const ratelimit = '"default";r=1200;t=300';
    response
      .writeHead(answered.status, { ...Object.fromEntries(answered.headers), ratelimit })
      .end(await answered.text());
  };
  listen(
    createServer((incoming, response) => {
      answer(incoming, response).catch((error) => response.destroy(error));
    }),
  );
}

function listen(server) {
  process.once('SIGTERM', () => process.exit(0));
  server.listen(0, '127.0.0.1', () =>
    process.stderr.write(`${role} listens on http://127.0.0.1:${server.address().port}/\n`),
  );
}

async function upstreamRequests({ url }) {
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  const counts = [...metrics.matchAll(/^cloudflare_requests_total\{.*\} (\d+)$/gm)];
  return counts.reduce((total, [, count]) => total + Number(count), 0);
}

function sum(rounds) {
  return {
    calls: rounds.reduce((total, { calls }) => total + calls, 0),
    ms: rounds.reduce((total, { ms }) => total + ms, 0),
  };
}

/** The ratio of all rounds together, with the lowest and the highest ratio of a single round. */
function ratios(rounds, baseline) {
  const ratio = (one, other) => one.calls / one.ms / (other.calls / other.ms);
  const each = rounds.map((one, at) => ratio(one, baseline[at]));
  const [low, high] = [Math.min(...each), Math.max(...each)].map((value) => value.toFixed(2));
  return `${ratio(sum(rounds), sum(baseline)).toFixed(2)} (rounds ${low} to ${high})`;
}

function perSecond({ calls, ms }) {
  return Math.round((calls * 1_000) / ms);
}

function toMiB(bytes) {
  return (bytes / MIB).toFixed(1);
}
