/** The simulated API in a process of its own: the same bytes for the same question, after an honest delay, with a large quota. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, type Simulator } from '../src/simulator/simulator.ts';
import { everydayAccount, thousandZones } from './worlds.ts';

const QUOTA = 1_000_000;

interface Told {
  readonly status: number;
  readonly body: Buffer;
}

const now = new Date();
const simulators: Record<string, Simulator> = {
  everyday: createSimulator({ world: everydayAccount(now) }),
  thousand: createSimulator({ world: thousandZones(now) }),
};
/** Kept, so that what is measured is not the simulator. */
const told = new Map<string, Promise<Told>>();
let requests = 0;

async function tell(world: string, path: string, headers: Record<string, string>): Promise<Told> {
  const simulator = simulators[world];
  if (simulator === undefined) throw new Error(`There is no world ${world}.`);
  const host = path.startsWith('/client/') ? 'api.cloudflare.com' : 'www.cloudflarestatus.com';
  const answer = await simulator.fetch(`https://${host}${path}`, { headers });
  simulator.requests.length = 0;
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}

/** Addresses are /world/milliseconds/path; /requests tells how many there were, and forgets them. */
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
  const kept = told.get(key) ?? tell(world, path, { authorization: String(headers.authorization) });
  told.set(key, kept);
  const { status, body } = await kept;
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
