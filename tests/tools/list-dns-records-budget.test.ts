/** list_dns_records over more zones than Cloudflare's limit of requests allows: it goes on after the wait, and asks nothing twice. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import { listDnsRecords } from '../../src/tools/list-dns-records.ts';
import { open, token } from '../client.ts';

const ZONES = 90;
/** What others have asked in these five minutes. */
const USED = 1_060;
const SECOND_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the clock run until the work is done. */
async function passTime<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) await vi.advanceTimersToNextTimerAsync();
  return done;
}

it('a search goes on across the limit with cursors: each zone is asked once, and what is said of it is true', async () => {
  const session = await open({
    tools: [listDnsRecords],
    world: manyZones(ZONES, 1, new Date()),
    credential: token(MANY_ZONES_TOKEN),
    accountId: MANY_ZONES_ACCOUNT_ID,
    // Answers are under way while others arrive.
    latencyMs: 100,
  });
  const { simulator } = session;
  await passTime(Promise.all(Array.from({ length: USED }, () => simulator.fetch(BASE_URL_DEFAULT))));
  simulator.requests.length = 0;
  const found: string[] = [];
  const notes: (string | undefined)[] = [];
  let searched = 0;
  let cursor: string | undefined;
  do {
    const args = { content: '10.0.0.1', limit: 1_000, ...(cursor && { cursor }) };
    const progress: object[] = [];
    const onprogress = (one: object) => void progress.push(one);
    const { structured } = await passTime(session.call('list_dns_records', args, { onprogress }));
    const { zones } = structured.searched;
    expect(progress).toEqual(
      Array.from({ length: zones }, (_, at) => ({
        progress: at + 1,
        total: ZONES,
        message: `${at + 1} found in ${at + 1} zones`,
      })),
    );
    searched += zones;
    cursor = structured.next_cursor;
    expect(structured.searched).toEqual({ zones, of: ZONES, ...(cursor && { left: ZONES - searched }) });
    found.push(...structured.records.map(({ name }: { name: string }) => name));
    const note: string | undefined = structured.notes?.join();
    notes.push(note);
    const wait = /wait (\d+) s/.exec(note ?? '')?.[1];
    if (wait !== undefined) vi.setSystemTime(Date.now() + Number(wait) * SECOND_MS);
  } while (cursor !== undefined);
  expect(notes).toEqual([
    expect.stringMatching(
      /^Incomplete, because .* budget is nearly used up: wait \d+ s\. Ask .* next_cursor/,
    ),
    undefined,
  ]);
  const asked = simulator.requests.map(({ path }) => path).filter((path) => path.endsWith('/dns_records'));
  expect([asked.length, new Set(asked).size]).toEqual([ZONES, ZONES]);
  expect([found.length, new Set(found).size]).toEqual([ZONES, ZONES]);
});
