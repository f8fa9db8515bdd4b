/** Measures one tool call over stdio against the loop, which asks the upstream the same question with plain `fetch`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.mjs';
import { StdioClient } from './stdio-client.mjs';

/** This server starts at most 200 requests a second. Faster calls would only measure how long they wait. */
const REST_MS = 3;

/**
 * Without delay, CPU is all that is measured: fractions of a millisecond, which nobody waits for. They buy typed rows and
 * code that uses the SDK by its documented doors.
 */
const CPU_GOAL = 1.9;

export async function measureCalls({ product, floor, reach, worlds, read }) {
  const { ZONE_OF_100_RECORDS, ZONE_OF_1000_RECORDS } = worlds;
  const zone = { name: ZONE_OF_100_RECORDS };
  const idOf = async (name) => (await read('everyday', `/zones?name=${name}`)).result[0].id;
  const hundred = { zone: await idOf(ZONE_OF_100_RECORDS), limit: 100 };
  const thousand = { zone: await idOf(ZONE_OF_1000_RECORDS), limit: 1_000 };
  const one = ['list_zones', zone, 'zone', zone];
  const cases = [
    { what: 'one zone over stdio, no upstream delay', goal: CPU_GOAL, pairs: 400, delayMs: 0, ask: one },
    { what: 'one zone over stdio, upstream 50 ms away', goal: 1.03, pairs: 60, delayMs: 50, ask: one },
    {
      what: '100 records over stdio, no upstream delay',
      goal: CPU_GOAL,
      pairs: 400,
      delayMs: 0,
      ask: ['list_dns_records', hundred, 'records', hundred],
    },
    {
      what: '1000 records over stdio, no upstream delay',
      goal: CPU_GOAL,
      pairs: 200,
      delayMs: 0,
      ask: ['list_dns_records', thousand, 'records', thousand],
    },
  ];
  const rows = [];
  for (const each of cases) rows.push(await measure(each, { product, floor, reach }));
  return rows;
}

async function measure({ what, goal, pairs, delayMs, ask }, { product, floor, reach }) {
  const [tool, args, floorTool, floorArgs] = ask;
  const env = reach('everyday', delayMs);
  const ours = new StdioClient([product], env);
  const loop = new StdioClient([floor], env);
  await Promise.all([ours.initialize(), loop.initialize()]);
  const { result } = await ours.call(tool, args);
  const shown = result.structuredContent.returned;
  const times = { ours: [], loop: [] };
  const warmUp = Math.ceil(pairs / 4);
  for (let pair = -warmUp; pair < pairs; pair++) {
    await sleep(REST_MS);
    const ourMs = (await ours.call(tool, args)).ms;
    await sleep(REST_MS);
    const loopMs = (await loop.call(floorTool, { ...floorArgs, rows: shown })).ms;
    if (pair < 0) continue;
    times.ours.push(ourMs);
    times.loop.push(loopMs);
  }
  await Promise.all([ours.stop(), loop.stop()]);
  const [our, their] = [median(times.ours), median(times.loop)];
  const rows = args.limit === undefined ? '' : `, both fetch ${args.limit} rows and show ${shown}`;
  return {
    what,
    goal,
    measured: our / their,
    detail: `${our.toFixed(2)} ms / ${their.toFixed(2)} ms`,
    how: `${pairs} pairs after ${warmUp}, one at a time: \`${tool}\`, one request upstream${rows}`,
  };
}
