/** The simulated API in a process of its own: the same bytes for the same question, after a delay, with a large quota. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, type Simulator } from '../src/simulator/simulator.ts';
import { everydayAccount, thousandZones } from './worlds.ts';

const QUOTA = 1_000_000;

interface CachedAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const now = new Date();
const simulators: Record<string, Simulator> = {
  everyday: createSimulator({ world: everydayAccount(now) }),
  thousand: createSimulator({ world: thousandZones(now) }),
};
/** A cache, so that the bench does not measure the simulator. */
const cache = new Map<string, Promise<CachedAnswer>>();
let requests = 0;

async function fetchAnswer(
  world: string,
  path: string,
  headers: Record<string, string>,
): Promise<CachedAnswer> {
  const simulator = simulators[world];
  if (simulator === undefined) throw new Error(`There is no world ${world}.`);
  const host = path.startsWith('/client/') ? 'api.cloudflare.com' : 'www.cloudflarestatus.com';
  const answer = await simulator.fetch(`https://${host}${path}`, { headers });
  simulator.requests.length = 0;
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}

/** Paths are /world/milliseconds/path. /requests returns the number of requests so far, and resets it. */
const server = createServer(async (request, response) => {
  const arrivedMs = performance.now();
  const { url = '', headers } = request;
  if (url === '/requests') {
    response.end(String(requests));
    requests = 0;
    return;
  }
  requests++;
  const [, world = '', delayMs = '0', path = ''] = /^\/(\w+)\/(\d+)(\/.*)$/.exec(url) ?? [];
  const key = `${world} ${path} ${headers.authorization}`;
  const answer = cache.get(key) ?? fetchAnswer(world, path, { authorization: String(headers.authorization) });
  cache.set(key, answer);
  const { status, body } = await answer;
  const send = () => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': body.length,
      'cf-ray': '8f2d0c1a2b3c4d5e-FRA',
      ratelimit: `"default";r=${QUOTA};t=300`,
      'ratelimit-policy': `"default";q=${QUOTA};w=300`,
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
