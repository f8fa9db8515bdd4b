/** The same question to every zone: several at a time, rows in order, and failed zones named. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CloudflareFailure, type FailureKind } from '../../../src/cloudflare/http/failure.ts';
import { searchZones } from '../../../src/cloudflare/zones/zone-search.ts';
import type { SearchPosition } from '../../../src/cloudflare/zones/zone-search-progress.ts';
import { ZONES_SEARCHED_MAX } from '../../../src/limits/cloudflare.ts';
import {
  MANY_ZONES_ACCOUNT_ID,
  MANY_ZONES_TOKEN,
  manyZones,
} from '../../../src/simulator/sample/many-zones.ts';
import { cloudflareOn, token } from '../../client.ts';

const START = { zone: 0, row: 0 };
type Ask = (zone: string, offset: number) => Promise<string[]>;

function search(
  zones: number,
  ask: Ask,
  { from = START, limit = 1_000, stopAtMs = Date.now() + 60_000, requestsAtOnce = 24 } = {},
) {
  const { cloudflare } = cloudflareOn({
    world: manyZones(zones, 0, new Date()),
    credential: token(MANY_ZONES_TOKEN),
    accountId: MANY_ZONES_ACCOUNT_ID,
    requestsAtOnce,
  });
  const reported: number[] = [];
  const found = searchZones(
    cloudflare,
    async ({ name }, offset) => {
      const rows = await ask(name, offset);
      return { rows, total: rows.length, hasMore: false };
    },
    { from, limit, stopAtMs, progress: (done) => void reported.push(done) },
  );
  return found.then((result) => ({ ...result, reported }));
}
const two: Ask = async (name, offset) => [`${name}/1`, `${name}/2`].slice(offset);
const failing =
  (kind: FailureKind, unlucky: string): Ask =>
  async (name, offset) => {
    if (name === unlucky) throw new CloudflareFailure(kind, { status: 403 });
    return two(name, offset);
  };

describe('a search over zones', () => {
  it('finds the rows of all zones in their order, however long each zone takes', async () => {
    const ask: Ask = async (name, offset) => {
      if (name.endsWith('1.example')) await new Promise((resolve) => setTimeout(resolve, 5));
      return two(name, offset);
    };
    const { found, zonesSearched, zonesTotal, next, reported } = await search(23, ask);
    const rows = found.map(({ row }) => row);
    expect(rows).toEqual(rows.toSorted());
    expect([rows.length, zonesSearched, zonesTotal, next]).toEqual([46, 23, 23, undefined]);
    expect(reported.at(-1)).toBe(23);
  });

  it('can be continued to the end: every row comes exactly once', async () => {
    const seen: string[] = [];
    let from: SearchPosition | undefined = START;
    while (from) {
      const result: Awaited<ReturnType<typeof search>> = await search(11, two, { from, limit: 3 });
      const taken = result.found.slice(0, 3);
      seen.push(...taken.map(({ row }) => row));
      from = result.found[3]?.at ?? result.next;
    }
    expect(seen).toHaveLength(22);
    expect(new Set(seen).size).toBe(22);
  });

  it('skips and names a zone that fails alone', async () => {
    const { found, skipped } = await search(9, failing('permission_missing', 'zone-0004.example'));
    expect(found).toHaveLength(16);
    expect(skipped).toMatchObject([{ zone: 'zone-0004.example' }]);
  });

  it('ends when every other zone would fail too, and says where to go on', async () => {
    const { next, stopped } = await search(9, failing('rate_limited', 'zone-0004.example'));
    expect(next).toEqual({ zone: 3, row: 0 });
    expect(stopped).toMatch(/rate limit/);
  });

  it('ends when its time is over, with what it found', async () => {
    const { next, stopped } = await search(30, two, { stopAtMs: Date.now() - 1 });
    expect(next).toBeDefined();
    expect(stopped).toBeTruthy();
  });

  it('whose time ends while it waits for an answer says so, and does not blame Cloudflare', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const stopAtMs = Date.now() + 35_000;
    const ask: Ask = async (name, offset) => {
      if (name !== 'zone-0003.example') return two(name, offset);
      vi.setSystemTime(stopAtMs + 15_000);
      throw new CloudflareFailure('no_answer', {});
    };
    const { found, next, stopped } = await search(30, ask, { stopAtMs });
    expect([found.length, next]).toEqual([4, { zone: 2, row: 0 }]);
    expect(stopped).toBe('the time for one call is used up');
  });

  it('asks no zone that would have to wait, so that none is asked after its time is over', async () => {
    let open = 0;
    let most = 0;
    const ask: Ask = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
      return [];
    };
    await search(40, ask, { requestsAtOnce: 8 });
    expect(most).toBe(8);
  });

  it('says where to go on when it began in the middle of a page and ends in the middle of the last one', async () => {
    const { zonesSearched, next, stopped } = await search(540, async () => [], {
      from: { zone: 30, row: 0 },
    });
    expect([zonesSearched, next]).toEqual([ZONES_SEARCHED_MAX, { zone: 30 + ZONES_SEARCHED_MAX, row: 0 }]);
    expect(stopped).toContain(`at most ${ZONES_SEARCHED_MAX} zones`);
  });

  it('does not hide a bug of our own', async () => {
    const bug = new TypeError('ours');
    await expect(search(3, () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
