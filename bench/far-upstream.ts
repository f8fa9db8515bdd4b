/** The embedded account far away, in a process of its own: over TLS with HTTP/2, and over TLS with HTTP/1.1 only. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample/account.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { openRelay } from './delaying-relay.ts';

const [pemFile = '', roundTripMs = '0', serverMs = '0'] = process.argv.slice(2);
const pem = readFileSync(pemFile);
const world = sampleWorld(new Date());

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly atMs: number;
}

let simulator = createSimulator({ world });
let asked: Asked[] = [];
let protocols = new Set<string>();
let connectionsBefore = 0;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const atMs = performance.now();
  const { method = 'GET', url: path = '', headers, httpVersion } = request;
  const body = await text(request);
  asked.push({ method, path, body, atMs });
  protocols.add(httpVersion);
  const host = path.startsWith('/client/') ? 'api.cloudflare.com' : 'www.cloudflarestatus.com';
  const given = await simulator.fetch(`https://${host}${path}`, {
    method,
    headers: { authorization: String(headers.authorization) },
    ...(body !== '' && { body }),
  });
  const bytes = Buffer.from(await given.arrayBuffer());
  const send = () => {
    response.writeHead(given.status, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  };
  setTimeout(send, Math.max(0, Number(serverMs) - (performance.now() - atMs)));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const tls = { key: pem, cert: pem, noDelay: true };
const http2 = createSecureServer(tls, (request, response) => answer(request as never, response as never));
const http1 = createTlsServer(tls, answer);
const relays = await Promise.all(
  [http2, http1].map(async (server) => openRelay(await listen(server), Number(roundTripMs))),
);
const [http2Origin, http1Origin] = relays.map(({ port }) => `https://localhost:${port}`);
const access = { http2Origin, http1Origin, token: DEMO_API_TOKEN, accountId: DEMO_ACCOUNT_ID };

/** What was asked since the last time, with a new budget for what follows. */
function takeCounts() {
  const connections = relays.reduce((sum, relay) => sum + relay.connections(), 0);
  const counts = { asked, connections: connections - connectionsBefore, protocols: [...protocols] };
  connectionsBefore = connections;
  asked = [];
  protocols = new Set();
  simulator = createSimulator({ world });
  return counts;
}

/** /access says where the two servers are, and who may ask; /counts is for what they were asked. */
const control = createServer(({ url }, response) =>
  response.end(JSON.stringify(url === '/access' ? access : takeCounts())),
);
process.once('SIGTERM', () => process.exit(0));
process.stderr.write(`far upstream listens on http://127.0.0.1:${await listen(control)}/\n`);
