/** Measures what a person waits for when Cloudflare is far away, in requests on an open connection, and against a plain loop. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from '../conformance/programs.mjs';
import { FAR_CASES, SHARE_OF_OTHERS } from './far-cases.mjs';
import { median } from './statistics.mjs';
import { StdioClient } from './stdio-client.mjs';

const ROUNDS = 3;
/** A person thinks before the first question. */
const THINKING_MS = 500;
const LOOP = fileURLToPath(new URL('far-loop.mjs', import.meta.url));
const PEM_FILE = fileURLToPath(new URL('../tests/cloudflare/http/localhost.pem', import.meta.url));
const STATES = ['cold', 'warm'];
/** The loop waits for as many answers as we do: when its connections are open, only the rest differs. */
const LOOP_GOALS = { cold: 1, warm: 1.1 };

export async function measureFar({ product, farUpstream, distance }) {
  const { roundTripMs, serverMs } = distance;
  const upstream = await startServer([farUpstream, PEM_FILE, String(roundTripMs), String(serverMs)]);
  const read = async (path) => (await fetch(`${upstream.url}${path}`)).json();
  const { http2Origin, http1Origin, token, accountId } = await read('access');
  const oneRequest = await openOneRequest(http2Origin, token);
  const far = { read, oneRequest, apartMs: (roundTripMs + serverMs) * 0.8 };
  const envOf = (origin) => ({
    CLOUDFLARE_BASE_URL: `${origin}/client/v4`,
    CLOUDFLARE_STATUS_URL: origin,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: accountId,
    NODE_EXTRA_CA_CERTS: PEM_FILE,
  });
  const sides = {
    http2: { file: product, env: envOf(http2Origin) },
    http1: { file: product, env: envOf(http1Origin) },
    loop: { file: LOOP, env: envOf(http1Origin) },
  };
  const measured = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [side, program] of Object.entries(sides)) {
      measured.push(...(await askEach(program, side, far, measured)));
    }
  }
  oneRequest.close();
  await upstream.stop();
  return toRows(measured, median(oneRequest.times), distance);
}

/** One process for each question. All of them think at the same time, and are asked one after another. */
async function askEach({ file, env }, side, { read, oneRequest, apartMs }, before) {
  const clients = [];
  for (const _ of FAR_CASES) {
    const client = new StdioClient([file], env);
    await client.initialize();
    clients.push(client);
  }
  await sleep(THINKING_MS);
  const measured = [];
  for (const [at, { tool, args }] of FAR_CASES.entries()) {
    await oneRequest.ask();
    for (const state of STATES) {
      await read('counts');
      const { rounds } = before.find((one) => one.at === at && one.state === state) ?? {};
      const { ms } = await clients[at].call(tool, side === 'loop' ? { rounds } : args);
      const { asked, ...counts } = await read('counts');
      const requests = asked.length;
      measured.push({ at, side, state, ms, requests, ...counts, rounds: toRounds(asked, apartMs) });
    }
    await clients[at].stop();
  }
  return measured;
}

/** Requests that came together. What comes later has waited for an answer. */
function toRounds(asked, apartMs) {
  const rounds = [];
  let startMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, ...request } of asked) {
    if (atMs - startMs > apartMs) {
      rounds.push([]);
      startMs = atMs;
    }
    rounds.at(-1).push(request);
  }
  return rounds;
}

/** The measure: one request on an open connection. */
async function openOneRequest(origin, token) {
  const session = connect(origin, { ca: readFileSync(PEM_FILE) });
  const times = [];
  const ask = async () => {
    const startMs = performance.now();
    const stream = session.request({
      ':path': '/client/v4/zones?per_page=50',
      authorization: `Bearer ${token}`,
    });
    for await (const _ of stream);
    times.push(performance.now() - startMs);
  };
  await ask();
  times.length = 0;
  return { ask, times, close: () => session.close() };
}

function toRows(measured, oneMs, { roundTripMs, serverMs }) {
  const of = (at, side, state) =>
    measured.filter((one) => one.at === at && one.side === side && one.state === state);
  const msOf = (at, side, state) => median(of(at, side, state).map(({ ms }) => ms));
  const how =
    `${roundTripMs} ms round trip, ${serverMs} ms server time, connecting over TLS included; ${ROUNDS} rounds; cold is the ` +
    `first call of a process, ${THINKING_MS} ms after its start; "one" is one request on an open connection; the goal is ` +
    `the number of requests that wait for another's answer, and ${SHARE_OF_OTHERS}`;
  const rows = FAR_CASES.flatMap(({ tool, args, ...rounds }, at) =>
    STATES.map((state) => {
      const ours = msOf(at, 'http2', state);
      const [{ requests, connections, protocols }] = of(at, 'http2', state);
      const [{ connections: connections1 }] = of(at, 'http1', state);
      return {
        what: `far away, ${state}: ${tool} ${JSON.stringify(args)}`,
        goal: rounds[state] + SHARE_OF_OTHERS,
        measured: ours / oneMs,
        detail:
          `${ours.toFixed(0)} ms / ${oneMs.toFixed(0)} ms; requests ${requests}, new connections ${connections}, HTTP/${protocols.join()}; ` +
          `over HTTP/1.1 ${(msOf(at, 'http1', state) / oneMs).toFixed(2)} with ${connections1}; the loop ${(msOf(at, 'loop', state) / oneMs).toFixed(2)}`,
      };
    }),
  );
  const sum = (side, state) => FAR_CASES.reduce((total, _, at) => total + msOf(at, side, state), 0);
  const againstLoop = STATES.map((state) => ({
    what: `far away, ${state}: all of these, against a plain loop with the same requests over HTTP/1.1`,
    goal: LOOP_GOALS[state],
    measured: sum('http2', state) / sum('loop', state),
    detail: `${sum('http2', state).toFixed(0)} ms / ${sum('loop', state).toFixed(0)} ms`,
  }));
  rows[0].how = how;
  againstLoop[0].how =
    '`bench/far-loop.mjs`: `fetch`, all requests of a round at once, in as many rounds as the question took; it connects when ' +
    'it is asked';
  return [...rows, ...againstLoop];
}
