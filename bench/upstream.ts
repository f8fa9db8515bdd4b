/**
 * The simulated API in a process of its own: the same bytes for the same question, after a delay, with a large quota. Only the
 * world `limited` has Cloudflare's own.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, type Simulator } from '../src/simulator/simulator.ts';
import { everydayAccount, fiveThousandZones, thousandZones } from './worlds.ts';

const QUOTA = 1_000_000;
const LIMITED = 'limited';

interface CachedAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly rateLimit: object;
}

const now = new Date();
const worlds = { everyday: everydayAccount, thousand: thousandZones, [LIMITED]: fiveThousandZones };
const simulators = new Map<string, Simulator>();
/** A cache, so that the bench does not measure the simulator. */
const cache = new Map<string, Promise<CachedAnswer>>();
let requests = 0;
const asked = new Set<string>();
const twice = new Set<string>();

async function fetchAnswer(
  world: string,
  path: string,
  headers: Record<string, string>,
): Promise<CachedAnswer> {
  const simulator =
    simulators.get(world) ?? createSimulator({ world: worlds[world as keyof typeof worlds](now) });
  simulators.set(world, simulator);
  const host = path.startsWith('/client/') ? 'api.cloudflare.com' : 'www.cloudflarestatus.com';
  const answer = await simulator.fetch(`https://${host}${path}`, { headers });
  simulator.requests.length = 0;
  const rateLimit =
    world === LIMITED
      ? Object.fromEntries([...answer.headers].filter(([name]) => /^(ratelimit|retry-after)/.test(name)))
      : { ratelimit: `"default";r=${QUOTA};t=300`, 'ratelimit-policy': `"default";q=${QUOTA};w=300` };
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()), rateLimit };
}

/** Paths are /world/milliseconds/path. /requests returns how many there were since the last time, and those that came twice. */
const server = createServer(async (request, response) => {
  const arrivedMs = performance.now();
  const { url = '', headers } = request;
  if (url === '/requests') {
    response.end(JSON.stringify({ total: requests, twice: [...twice] }));
    requests = 0;
    asked.clear();
    twice.clear();
    return;
  }
  requests++;
  if (asked.has(url)) twice.add(url);
  asked.add(url);
  const [, world = '', delayMs = '0', path = ''] = /^\/(\w+)\/(\d+)(\/.*)$/.exec(url) ?? [];
  const key = `${world} ${path} ${headers.authorization}`;
  const answer = cache.get(key) ?? fetchAnswer(world, path, { authorization: String(headers.authorization) });
  if (world !== LIMITED) cache.set(key, answer);
  const { status, body, rateLimit } = await answer;
  const send = () => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': body.length,
      'cf-ray': '8f2d0c1a2b3c4d5e-FRA',
      ...rateLimit,
    });
    response.end(body);
  };
  const waitMs = Number(delayMs) - (performance.now() - arrivedMs);
  if (waitMs > 0) setTimeout(send, waitMs);
  else send();
});

process.once('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stderr.write(`upstream listens on http://127.0.0.1:${port}/\n`);
});
