/** How a search ends early: what it found so far, which zones it skipped and why, and where to go on. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { readRecordFilters } from '../../../src/cloudflare/records/record-filters.ts';
import { searchRecords } from '../../../src/cloudflare/records/record-search.ts';
import { BUDGET_RESERVE_REQUESTS, REQUESTS_AT_ONCE_MAX } from '../../../src/limits.ts';
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
const nameOf = (place: number) => `zone-${String(place + 1).padStart(4, '0')}.example`;
/** Places count from 0, in the order of names. */
const inZone = (place: number, answer: Fault['answer']): Fault => ({
  when: ({ path }) => path === `/zones/${zoneId(nameOf(place))}/dns_records`,
  answer,
});
const inEveryZone = (answer: Fault['answer']): Fault => ({
  when: ({ path }) => path.includes('dns_records'),
  answer,
});

function open(faults: Fault[], zones = 120) {
  const simulator = createSimulator({ world: manyZones(zones, 1, new Date()), faults });
  const search = (from = { zone: 0, row: 0 }, stopAtMs = Date.now() + 60_000) => {
    // A connection each: a rate limit that was met shuts the way out of all later calls as well.
    const connection = new Connection({
      credential: { kind: 'api_token', token: MANY_ZONES_TOKEN },
      accountId: MANY_ZONES_ACCOUNT_ID,
      baseUrl: BASE_URL_DEFAULT,
      fetch: simulator.fetch,
    });
    const signal = new AbortController().signal;
    const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
    const filters = readRecordFilters({ name: '*host-*' });
    const options = { from, limit: 1_000, stopAtMs, progress: () => undefined };
    return searchRecords(new Cloudflare(connection, call), filters, options);
  };
  const kind = async () => failureIn(await search().catch((error: unknown) => error))?.kind;
  return { simulator, search, kind };
}

describe('a zone that cannot be read', () => {
  it.each([
    ['refused', REFUSED, /lacks a permission \(HTTP 403, Cloudflare code 10000, Ray ID/],
    ['unknown by now', errorAnswer(404, [{ code: 7003, message: '' }]), /no such object \(HTTP 404/],
    ['in trouble', TROUBLE, /Cloudflare has trouble.*\(HTTP 503/],
    ['behind a page', htmlPage(403), /Cloudflare has trouble/],
  ])('because it is %s is skipped and named, and the rest is searched', async (_what, answer, reason) => {
    const { found, skipped, zonesSearched, next, total } = await open([inZone(70, answer)]).search();
    expect(skipped).toEqual([{ zone: nameOf(70), reason: expect.stringMatching(reason) }]);
    expect([found.length, zonesSearched, next]).toEqual([119, 119, undefined]);
    // A total that leaves a zone out would be a lie.
    expect(total).toBeUndefined();
  });

  it.each([0, 119])('is skipped at place %i too, first or last', async (place) => {
    const { skipped, found } = await open([inZone(place, REFUSED)]).search();
    expect([skipped.map(({ zone }) => zone), found.length]).toEqual([[nameOf(place)], 119]);
  });

  it('is skipped each time, however many there are among those that can', async () => {
    const faults = Array.from({ length: 40 }, (_, n) => inZone(3 * n + 1, REFUSED));
    const { skipped, zonesSearched } = await open(faults).search();
    expect([skipped.length, zonesSearched]).toEqual([40, 80]);
  });

  it.each([
    [49, undefined],
    [50, 'permission_missing'],
  ])('is skipped unless they are the first fifty: %i', async (count, kind) => {
    const faults = Array.from({ length: count }, (_, n) => inZone(n, REFUSED));
    const searched = open(faults);
    if (kind !== undefined) expect(await searched.kind()).toBe(kind);
    else expect((await searched.search()).skipped).toHaveLength(count);
  });

  it('is a failure when it is every zone, told before all of them were asked', async () => {
    const { simulator, kind } = open([inEveryZone(REFUSED)]);
    expect(await kind()).toBe('permission_missing');
    // The first fifty, the lists of zones, and what was under way meanwhile.
    expect(simulator.requests.length).toBeLessThan(50 + 3 + 2 * REQUESTS_AT_ONCE_MAX);
    expect(await open([inEveryZone(REFUSED)], 3).kind()).toBe('permission_missing');
  });
});

describe('a search that has to stop', () => {
  const afterZones = (count: number, answer: Fault['answer']): Fault => {
    let asked = 0;
    return { when: ({ path }) => path.includes('dns_records') && ++asked > count, times: 1, answer };
  };

  it.each([
    ['the rate limit', rateLimited(60), /wait 60 s/],
    [
      'a credential revoked on the way',
      errorAnswer(401, [{ code: 9109, message: 'Invalid access token' }]),
      /does not accept/,
    ],
  ])('because of %s keeps what it has, and goes on where it stopped', async (_what, answer, reason) => {
    const { search } = open([afterZones(30, answer)]);
    const first = await search();
    expect(first.stopped).toMatch(reason);
    expect(first.found.length).toBeGreaterThan(0);
    expect(first.next).toEqual({ zone: first.found.length, row: 0 });
    const rest = await search(first.next);
    const names = [...first.found, ...rest.found].map(({ zone }) => zone.name);
    expect(names).toEqual(Array.from({ length: 120 }, (_, place) => nameOf(place)));
    expect([first.total, rest.next, rest.total]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['the rate limit', rateLimited(60)],
    ['trouble', TROUBLE],
  ])('because of %s in the list of zones keeps what it has, too', async (_what, answer) => {
    const second = {
      when: ({ path, query }: Parameters<Fault['when']>[0]) => path === '/zones' && query.get('page') === '2',
    };
    const { search } = open([{ ...second, times: 1, answer }]);
    const { found, next, stopped } = await search();
    expect(found.length).toBeGreaterThan(0);
    expect(next).toEqual({ zone: found.length, row: 0 });
    expect(stopped).toBeTruthy();
  });

  it('before its first zone has nothing to keep, and fails', async () => {
    expect(await open([inEveryZone(rateLimited(60))]).kind()).toBe('rate_limited');
    expect(await open([{ when: () => true, answer: rateLimited(60) }]).kind()).toBe('rate_limited');
  });

  it('because its time is over has searched one zone at least', async () => {
    const { found, next, stopped } = await open([]).search({ zone: 4, row: 0 }, 0);
    expect(found.map(({ zone }) => zone.name)).toEqual([nameOf(4)]);
    expect(next).toEqual({ zone: 5, row: 0 });
    expect(stopped).toContain('time of one call');
  });

  it('because its time is over asks no further, although zones are only skipped', async () => {
    const faults = [inEveryZone(REFUSED)];
    const { simulator, search } = open(faults);
    const { skipped, next } = await search({ zone: 2, row: 0 }, 0);
    expect(next).toEqual({ zone: 2 + skipped.length, row: 0 });
    // The first fifty, the lists of zones, and what was under way meanwhile.
    expect(simulator.requests.length).toBeLessThan(50 + 3 + 2 * REQUESTS_AT_ONCE_MAX);
  });

  it('because little of the request budget is left says so', async () => {
    const poor = inEveryZone((_request, _signal, proceed) => {
      const response = proceed();
      response.headers.set('ratelimit', '"default";r=99;t=200');
      return response;
    });
    const { found, next, stopped } = await open([poor]).search();
    expect(found.length).toBeLessThan(30);
    expect(next).toEqual({ zone: found.length, row: 0 });
    expect(stopped).toContain('request budget');
  });

  it.each([
    [BUDGET_RESERVE_REQUESTS, 2],
    [BUDGET_RESERVE_REQUESTS - 1, 1],
  ])(
    'because of the request budget needs less than the reserve: with %i left, %i zones',
    async (left, zones) => {
      const poor = inEveryZone((_request, _signal, proceed) => {
        const response = proceed();
        response.headers.set('ratelimit', `"default";r=${left};t=200`);
        return response;
      });
      const { zonesSearched, stopped } = await open([poor], 2).search();
      expect([zonesSearched, stopped === undefined]).toEqual([zones, zones === 2]);
    },
  );

  it('is not stopped behind its last zone', async () => {
    expect(await open([], 3).search({ zone: 2, row: 0 }, 0)).toMatchObject({
      next: undefined,
      stopped: undefined,
    });
  });
});
