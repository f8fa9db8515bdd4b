/** How a search ends early: what it found so far, which zones it skipped and why, and where the next call goes on. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { parseRecordFilters } from '../../../src/cloudflare/records/record-filters.ts';
import { searchRecords } from '../../../src/cloudflare/records/record-search.ts';
import { BUDGET_RESERVE_REQUESTS, REQUESTS_AT_ONCE_MAX } from '../../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { errorAnswer, htmlPage, rateLimited } from '../../../src/simulator/faults.ts';
import {
  MANY_ZONES_ACCOUNT_ID,
  MANY_ZONES_TOKEN,
  manyZones,
} from '../../../src/simulator/sample/many-zones.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';

const REFUSED = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
const TROUBLE = errorAnswer(503, [], { 'retry-after': '60' });
const nameOf = (index: number) => `zone-${String(index + 1).padStart(4, '0')}.example`;
/** Indexes count from 0, in the order of names. */
const faultInZone = (index: number, answer: Fault['answer']): Fault => ({
  when: ({ path }) => path === `/zones/${zoneId(nameOf(index))}/dns_records`,
  answer,
});
const inEveryZone = (answer: Fault['answer']): Fault => ({
  when: ({ path }) => path.includes('dns_records'),
  answer,
});

function open(faults: Fault[], zones = 120) {
  const simulator = createSimulator({ world: manyZones(zones, 1, new Date()), faults });
  const search = (from = { zone: 0, row: 0 }, stopAtMs = Date.now() + 60_000) => {
    // One connection for each search: after a rate limit, a connection sends nothing for a while.
    const connection = new Connection({
      credential: { kind: 'api_token', token: MANY_ZONES_TOKEN },
      accountId: MANY_ZONES_ACCOUNT_ID,
      baseUrl: BASE_URL_DEFAULT,
      fetch: simulator.fetch,
    });
    const signal = new AbortController().signal;
    const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
    const filters = parseRecordFilters({ name: '*host-*' });
    const options = { from, limit: 1_000, stopAtMs, progress: () => undefined };
    return searchRecords(new Cloudflare(connection, call), filters, options);
  };
  const kind = async () => failureIn(await search().catch((error: unknown) => error))?.kind;
  return { simulator, search, kind };
}

describe('a zone that cannot be read', () => {
  it.each([
    ['refused', REFUSED, /lacks a permission \(HTTP 403, Cloudflare code 10000, Ray ID/],
    ['deleted', errorAnswer(404, [{ code: 7003, message: '' }]), /no such object \(HTTP 404/],
    ['failing', TROUBLE, /Cloudflare has trouble.*\(HTTP 503/],
    ['answered with an HTML page', htmlPage(403), /Cloudflare has trouble/],
  ])('because it is %s is skipped and named, and the others are searched', async (_what, answer, reason) => {
    const { found, skipped, zonesSearched, next, total } = await open([faultInZone(70, answer)]).search();
    expect(skipped).toEqual([{ zone: nameOf(70), reason: expect.stringMatching(reason) }]);
    expect([found.length, zonesSearched, next]).toEqual([119, 119, undefined]);
    // Without one of the zones, the total is not known.
    expect(total).toBeUndefined();
  });

  it.each([0, 119])('is skipped at index %i too, the first and the last', async (index) => {
    const { skipped, found } = await open([faultInZone(index, REFUSED)]).search();
    expect([skipped.map(({ zone }) => zone), found.length]).toEqual([[nameOf(index)], 119]);
  });

  it('is skipped each time, however many there are between readable ones', async () => {
    const faults = Array.from({ length: 40 }, (_, n) => faultInZone(3 * n + 1, REFUSED));
    const { skipped, zonesSearched } = await open(faults).search();
    expect([skipped.length, zonesSearched]).toEqual([40, 80]);
  });

  it.each([
    [49, undefined],
    [50, 'permission_missing'],
  ])('is skipped, but not when all of the first fifty are: %i', async (count, kind) => {
    const faults = Array.from({ length: count }, (_, n) => faultInZone(n, REFUSED));
    const searched = open(faults);
    if (kind !== undefined) expect(await searched.kind()).toBe(kind);
    else expect((await searched.search()).skipped).toHaveLength(count);
  });

  it('makes the search fail when no zone can be read, before all of them are asked', async () => {
    const { simulator, kind } = open([inEveryZone(REFUSED)]);
    expect(await kind()).toBe('permission_missing');
    // The first fifty, the lists of zones, and requests that were already under way.
    expect(simulator.requests.length).toBeLessThan(50 + 3 + 2 * REQUESTS_AT_ONCE_MAX);
    expect(await open([inEveryZone(REFUSED)], 3).kind()).toBe('permission_missing');
  });
});

describe('a search that stops', () => {
  const afterZones = (count: number, answer: Fault['answer']): Fault => {
    let asked = 0;
    return { when: ({ path }) => path.includes('dns_records') && ++asked > count, times: 1, answer };
  };

  it.each([
    ['the rate limit', rateLimited(60), /wait 60 s/],
    [
      'a credential that is revoked meanwhile',
      errorAnswer(401, [{ code: 9109, message: 'Invalid access token' }]),
      /does not accept/,
    ],
  ])('because of %s keeps what it found, and the next call goes on there', async (_what, answer, reason) => {
    const { search } = open([afterZones(30, answer)]);
    const first = await search();
    expect(first.stopped).toMatch(reason);
    expect(first.found.length).toBeGreaterThan(0);
    expect(first.next).toEqual({ zone: first.found.length, row: 0 });
    const rest = await search(first.next);
    const names = [...first.found, ...rest.found].map(({ zone }) => zone.name);
    expect(names).toEqual(Array.from({ length: 120 }, (_, index) => nameOf(index)));
    expect([first.total, rest.next, rest.total]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['the rate limit', rateLimited(60)],
    ['an error', TROUBLE],
  ])('because of %s in the list of zones keeps what it found, too', async (_what, answer) => {
    const second = {
      when: ({ path, query }: Parameters<Fault['when']>[0]) => path === '/zones' && query.get('page') === '2',
    };
    const { search } = open([{ ...second, times: 1, answer }]);
    const { found, next, stopped } = await search();
    expect(found.length).toBeGreaterThan(0);
    expect(next).toEqual({ zone: found.length, row: 0 });
    expect(stopped).toBeTruthy();
  });

  it('before its first zone fails: there is nothing to keep', async () => {
    expect(await open([inEveryZone(rateLimited(60))]).kind()).toBe('rate_limited');
    expect(await open([{ when: () => true, answer: rateLimited(60) }]).kind()).toBe('rate_limited');
  });

  it('because its time is over has searched at least one zone', async () => {
    const { found, next, stopped } = await open([]).search({ zone: 4, row: 0 }, 0);
    expect(found.map(({ zone }) => zone.name)).toEqual([nameOf(4)]);
    expect(next).toEqual({ zone: 5, row: 0 });
    expect(stopped).toContain('time for one call');
  });

  it('because its time is over asks no more zones, also when all were skipped', async () => {
    const faults = [inEveryZone(REFUSED)];
    const { simulator, search } = open(faults);
    const { skipped, next } = await search({ zone: 2, row: 0 }, 0);
    expect(next).toEqual({ zone: 2 + skipped.length, row: 0 });
    // The first fifty, the lists of zones, and requests that were already under way.
    expect(simulator.requests.length).toBeLessThan(50 + 3 + 2 * REQUESTS_AT_ONCE_MAX);
  });

  it.each([
    [BUDGET_RESERVE_REQUESTS + REQUESTS_AT_ONCE_MAX, true],
    [BUDGET_RESERVE_REQUESTS - 1, false],
  ])('because little of the request budget is left says so: %i left', async (left, isWhole) => {
    const poor = inEveryZone((_request, _signal, proceed) => {
      const response = proceed();
      response.headers.set('ratelimit', `"default";r=${left};t=200`);
      // So small a quota that nothing slows down yet.
      response.headers.set('ratelimit-policy', '"default";q=100;w=300');
      return response;
    });
    const { simulator, search } = open([poor], 30);
    const { zonesSearched, next, stopped } = await search();
    // Those that were asked before any answer said how little is left are taken in, and not asked again.
    expect(simulator.requests).toHaveLength(1 + zonesSearched);
    expect(next).toEqual(isWhole ? undefined : { zone: zonesSearched, row: 0 });
    if (isWhole) expect([zonesSearched, stopped]).toEqual([30, undefined]);
    else expect(stopped).toContain('request budget is nearly used up: wait 200 s');
  });

  it('does not stop after its last zone', async () => {
    expect(await open([], 3).search({ zone: 2, row: 0 }, 0)).toMatchObject({
      next: undefined,
      stopped: undefined,
    });
  });
});
