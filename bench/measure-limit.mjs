/** Measures a search over five thousand zones, which Cloudflare's limit interrupts, on a clock that runs faster. */

import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from '../conformance/programs.mjs';
import { StdioClient } from './stdio-client.mjs';

const ZONES = 5_000;
const ZONES_PAGE_SIZE = 50;
const QUOTA = 1_200;
const WINDOW_S = 300;
/** Faster than this, a time limit of fifteen seconds would be over while the machine does something else. */
const CLOCK_TIMES = 30;
const CALLS_MAX = 100;
const FAST_CLOCK = ['--import', fileURLToPath(new URL('fast-clock.mjs', import.meta.url))];

export async function measureLimit({ product, reach, worlds, upstreamFile, requests }) {
  const clock = { CLOCK_TIMES: String(CLOCK_TIMES) };
  const upstream = await startServer([...FAST_CLOCK, upstreamFile], clock);
  const env = { ...reach('limited', 0, upstream), ...clock };
  // The upstream makes the world when it is first asked, which takes longer than a request may.
  await fetch(env.CLOUDFLARE_BASE_URL);
  const client = new StdioClient([...FAST_CLOCK, product], env);
  await client.initialize();
  await client.call('list_zones', { limit: 1 });
  const before = client.memory.now;
  await requests(upstream);
  const search = await searchToTheEnd(client, worlds.WANTED_ADDRESS);
  const { total, twice } = await requests(upstream);
  const growth = client.memory.peak - before;
  await client.stop();
  await upstream.stop();
  if (twice.some((path) => path.includes('/dns_records'))) throw new Error('A zone was asked twice.');
  if (search.found !== ZONES / 100) throw new Error(`${search.found} records were found.`);
  const least = Math.ceil(ZONES / ZONES_PAGE_SIZE) + ZONES;
  const leastSeconds = Math.floor(least / QUOTA) * WINDOW_S;
  const how =
    `${search.calls} calls, each with the cursor of the one before, after the wait that its answer gives; the simulator answers ` +
    `429 above ${QUOTA} requests in ${WINDOW_S} s; both clocks run ${CLOCK_TIMES} times faster`;
  return [
    {
      what: `requests of a search over ${ZONES} zones, across the limit of ${QUOTA} in five minutes, against ⌈Z/50⌉ + Z`,
      goal: 1.01,
      measured: total / least,
      detail: `${total} / ${least}; no zone twice`,
      how,
    },
    {
      what: 'its time, against the waits that the limit needs',
      goal: 1.2,
      measured: search.seconds / leastSeconds,
      detail: `${search.seconds.toFixed(0)} s / ${leastSeconds} s, of which ${search.waited} s between calls`,
    },
    {
      what: 'memory growth over it, MiB',
      goal: 64,
      measured: growth,
      detail: `from ${before.toFixed(0)} MiB`,
    },
  ];
}

async function searchToTheEnd(client, content) {
  const startMs = performance.now();
  let found = 0;
  let calls = 0;
  let waited = 0;
  let cursor;
  do {
    const args = { type: 'A', content, ...(cursor && { cursor }) };
    const { structuredContent } = (await client.call('list_dns_records', args)).result;
    calls++;
    console.log(calls, structuredContent.searched, client.memory, structuredContent.notes);
    found += structuredContent.returned;
    cursor = structuredContent.next_cursor;
    const seconds = Number(/wait (\d+) s/.exec(structuredContent.notes?.join())?.[1] ?? 0);
    waited += seconds;
    await sleep((seconds * 1_000) / CLOCK_TIMES);
  } while (cursor !== undefined && calls < CALLS_MAX);
  return { found, calls, waited, seconds: ((performance.now() - startMs) * CLOCK_TIMES) / 1_000 };
}
