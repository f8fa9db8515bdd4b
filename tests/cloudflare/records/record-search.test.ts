/** A search over every zone: as few requests as possible, records in order, and each exactly once over several calls. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { parseRecordFilters } from '../../../src/cloudflare/records/record-filters.ts';
import { searchRecords } from '../../../src/cloudflare/records/record-search.ts';
import { ZONES_SEARCHED_MAX } from '../../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { lyingTotal, onPath, slowHeaders } from '../../../src/simulator/faults.ts';
import {
  MANY_ZONES_ACCOUNT_ID,
  MANY_ZONES_TOKEN,
  manyZones,
} from '../../../src/simulator/sample/many-zones.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { WITHOUT_DELAY } from '../../client.ts';

const START = { zone: 0, row: 0 };
const ALL = { name: '*host-*' };

function open(zones: number, recordsPerZone: number, faults: Fault[] = []) {
  const simulator = createSimulator({ world: manyZones(zones, recordsPerZone, new Date()), faults });
  const connection = new Connection({
    credential: { kind: 'api_token', token: MANY_ZONES_TOKEN },
    accountId: MANY_ZONES_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
    timing: WITHOUT_DELAY,
  });
  const progress: [number, number][] = [];
  const search = (
    question = {},
    { from = START, limit = 1_000, signal = new AbortController().signal } = {},
  ) => {
    const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
    return searchRecords(new Cloudflare(connection, call), parseRecordFilters(question), {
      from,
      limit,
      stopAtMs: Date.now() + 60_000,
      progress: (done, total) => progress.push([done, total]),
    });
  };
  return { simulator, search, progress };
}
const padded = (n: number) => String(n).padStart(4, '0');
const hostsOf = (zones: number, records: number) =>
  Array.from({ length: zones }, (_, z) =>
    Array.from({ length: records }, (_, r) => `host-${padded(r + 1)}.zone-${padded(z + 1)}.example`),
  ).flat();

describe('a search', () => {
  it.each([
    [1, 1 + 1],
    [50, 1 + 50],
    [51, 2 + 51],
    [120, 3 + 120],
  ])('over %i zones takes exactly %i requests', async (zones, requests) => {
    const { simulator, search } = open(zones, 3);
    const { found, zonesTotal, zonesSearched, total, next, skipped, stopped } = await search({
      content: '10.0.0.2',
    });
    expect(simulator.requests).toHaveLength(requests);
    expect(found.map(({ row: record }) => record.name)).toEqual(
      hostsOf(zones, 3).filter((name) => name.startsWith('host-0002')),
    );
    expect({ zonesTotal, zonesSearched, total }).toEqual({
      zonesTotal: zones,
      zonesSearched: zones,
      total: zones,
    });
    expect({ next, stopped, skipped }).toEqual({ next: undefined, stopped: undefined, skipped: [] });
  });

  it('that finds nothing has searched everything', async () => {
    const result = await open(60, 1).search({ content: '192.0.2.1' });
    expect(result).toMatchObject({ found: [], zonesSearched: 60, total: 0, next: undefined });
  });

  it('in an account without zones is over after one request', async () => {
    const { simulator, search } = open(0, 0);
    expect(await search(ALL)).toMatchObject({ found: [], zonesTotal: 0, zonesSearched: 0, next: undefined });
    expect(simulator.requests).toHaveLength(1);
  });

  it('gives records in the order of zones, although zones answer in another order', async () => {
    const late = { when: onPath(/dns_records/), times: 3, answer: slowHeaders(40) };
    const { found } = await open(20, 2, [late]).search(ALL);
    expect(found.map(({ row: record }) => record.name)).toEqual(hostsOf(20, 2));
  });

  it('reports progress, which only grows and ends at the total', async () => {
    const { search, progress } = open(60, 1);
    await search(ALL);
    expect(progress.map(([done]) => done)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    expect(progress.at(-1)).toEqual([60, 60]);
  });

  it.each([3, 60, 1_000])('reaches the last zone although the total is said to be %i', async (total) => {
    const { search } = open(120, 1, [{ when: onPath(/^\/zones$/), answer: lyingTotal(total) }]);
    const { found, next } = await search(ALL);
    expect(found).toHaveLength(120);
    expect(next).toBeUndefined();
  });

  it('asks only as many zones as one call may, and says where to go on', async () => {
    const { simulator, search } = open(ZONES_SEARCHED_MAX + 20, 1);
    const { found, next, stopped, total } = await search(ALL);
    expect(found).toHaveLength(ZONES_SEARCHED_MAX);
    expect([next, total]).toEqual([{ zone: ZONES_SEARCHED_MAX, row: 0 }, undefined]);
    expect(stopped).toContain('at most 500 zones');
    expect(simulator.requests).toHaveLength(ZONES_SEARCHED_MAX / 50 + ZONES_SEARCHED_MAX);
  });

  it('ends when its caller goes away, and sends no more requests', async () => {
    const caller = new AbortController();
    let asked = 0;
    const leave = {
      when: ({ path }: { path: string }) => path.includes('dns_records') && ++asked === 20,
      answer: () => {
        caller.abort();
        return new Promise<Response>(() => undefined);
      },
    };
    const { simulator, search } = open(120, 1, [leave]);
    const error = await search(ALL, { signal: caller.signal }).catch((thrown: unknown) => thrown);
    expect(failureIn(error)?.kind).toBe('cancelled');
    const sent = simulator.requests.length;
    expect(sent).toBeLessThan(40);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(simulator.requests).toHaveLength(sent);
  });
});

describe('several calls', () => {
  it.each([
    [1, 7, 2],
    [3, 5, 1],
    [3, 5, 5],
    [7, 3, 4],
    [12, 1, 5],
    [12, 10, 25],
    [12, 10, 120],
    [55, 2, 30],
  ])('over %i zones of %i records, %i at a time, give every record once', async (zones, records, limit) => {
    const { search } = open(zones, records);
    const seen: string[] = [];
    let from: { zone: number; row: number } | undefined = START;
    for (let calls = 0; from !== undefined; calls++) {
      expect(calls).toBeLessThanOrEqual(Math.ceil((zones * records) / limit) + 1);
      const { found, next }: Awaited<ReturnType<typeof search>> = await search(ALL, { from, limit });
      // As the tool does it: rows beyond the limit are left for the next call.
      seen.push(...found.slice(0, limit).map(({ row: record }) => record.name));
      from = found[limit]?.at ?? next;
    }
    expect(seen).toEqual(hostsOf(zones, records));
  });
});
