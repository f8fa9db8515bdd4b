/** What fails in one place, or newly, in a zone that is well as a whole: by more than chance, and not because scanners ask. */
import { describe, expect, it } from 'vitest';
import { findLocalFailures, newStatusPairs } from '../../src/answers/local-failures.ts';
import type { StatusPair } from '../../src/cloudflare/analytics/http-errors.ts';
import type { LocalErrors } from '../../src/cloudflare/analytics/local-errors.ts';
import { NO_REQUESTS } from '../../src/cloudflare/analytics/request-classes.ts';

const REQUESTS = 10_000;
const pair = (edge: number, requests: number, requestsBefore?: number, origin = 0): StatusPair => ({
  edge,
  origin,
  requests,
  requestsBefore,
});
const found = (pairs: StatusPair[], places: LocalErrors[] = [], sampleInterval = 1, moved: number[] = []) =>
  findLocalFailures(
    { pairs, totals: { ...NO_REQUESTS, requests: REQUESTS }, sampleInterval },
    places,
    (status) => moved.includes(status),
  );
const place = (own: Partial<LocalErrors>): LocalErrors => ({
  place: 'path',
  value: '/cart',
  status: 500,
  requests: 100,
  of: 1_000,
  before: { requests: 0, of: 1_000 },
  ...own,
});

describe('a status that is new', () => {
  it.each<[string, StatusPair, number?]>([
    ['5xx of half a thousandth', pair(522, 12, 0)],
    ['4xx of half a hundredth', pair(404, 50, 2)],
    ['sampled, counted often enough', pair(522, 120, 0), 10],
    ['three times as frequent', pair(522, 120, 40)],
  ])('is found: %s', (_what, own, interval = 1) => {
    expect(newStatusPairs([own], REQUESTS, interval)).toEqual([own]);
  });

  it.each<[string, StatusPair, number?]>([
    ['counted too seldom', pair(522, 11, 0)],
    ['sampled, and counted too seldom', pair(522, 110, 0), 10],
    ['4xx that are a few', pair(404, 49, 2)],
    ['less than three times as frequent', pair(522, 119, 40)],
    ['within what chance does', pair(522, 15, 5)],
    ['no error', pair(301, 900, 0)],
    ['of which nothing is known before', pair(522, 900)],
  ])('is none: %s', (_what, own, interval = 1) => {
    expect(newStatusPairs([own], REQUESTS, interval)).toEqual([]);
  });

  it('in few of many requests is no news', () => {
    expect(newStatusPairs([pair(522, 12, 0)], 24_001, 1)).toEqual([]);
    expect(newStatusPairs([pair(522, 12, 0)], 24_000, 1)).toHaveLength(1);
  });
});

describe('a place that fails', () => {
  it.each<[string, Partial<LocalErrors>, number?]>([
    ['newly', {}],
    ['by two hundredths', { requests: 20 }],
    ['with 4xx by five hundredths', { status: 404, requests: 50 }],
    ['by a fifth, as before', { requests: 200, before: { requests: 200, of: 1_000 } }],
    ['by a fifth, with nothing known of before', { requests: 200, before: undefined }],
    ['where there were fewer requests before', { before: { requests: 3, of: 100 } }],
    ['sampled', { requests: 1_000, of: 10_000, before: { requests: 0, of: 10_000 } }, 10],
  ])('is found: %s', (_what, own, interval) => {
    const [failure] = found([], [place(own)], interval);
    expect(failure?.at).toMatchObject(own);
  });

  it.each<[string, Partial<LocalErrors>, number?]>([
    ['in fewer requests than chance needs', { requests: 11, of: 20 }],
    ['in fewer counted requests', { requests: 110, of: 200 }, 10],
    ['by less than two hundredths', { requests: 19 }],
    ['with 4xx by less than five hundredths', { status: 404, requests: 49 }],
    ['as before', { before: { requests: 90, of: 1_000 } }],
    [
      'with 4xx, as before, however many',
      { status: 404, requests: 900, before: { requests: 900, of: 1_000 } },
    ],
    ['where hardly anything worked before', { status: 404, before: { requests: 0, of: 11 } }],
    ['where nothing is known of before', { before: undefined }],
    ['where it is not known of how many', { of: undefined }],
  ])('is none: %s', (_what, own, interval) => {
    expect(found([], [place(own)], interval)).toEqual([]);
  });

  it('is the host where its paths fail alike, and the path where it fails alone', () => {
    const host = place({ place: 'host', value: 'shop', requests: 900, of: 1_000 });
    const path = place({ requests: 300, of: 310 });
    expect(found([], [path, host])[0]?.at?.value).toBe('shop');
    const mixed = place({ place: 'host', value: 'shop', requests: 400, of: 1_000 });
    expect(found([], [mixed, path])[0]?.at?.value).toBe('/cart');
  });
});

describe('what is found', () => {
  it('is one failure a status, the most frequent first, with the pair that became more', () => {
    const pairs = [pair(500, 400, 390, 500), pair(500, 40, 0), pair(522, 30, 0), pair(404, 500, 500, 404)];
    const failures = found(pairs, [
      place({ requests: 20 }),
      place({ status: 522, value: '/x', requests: 25, of: 25 }),
    ]);
    expect(failures.map(({ status }) => status)).toEqual([522, 500]);
    expect(failures[1]?.pair).toMatchObject({ edge: 500, origin: 0, requests: 40 });
    expect(failures[0]?.at?.value).toBe('/x');
  });

  it('is not told again where its class is told', () => {
    expect(found([pair(522, 100, 0), pair(404, 500, 0)], [], 1, [522]).map(({ status }) => status)).toEqual([
      404,
    ]);
  });

  it('has no place where it is new in many', () => {
    expect(found([pair(522, 100, 0)])).toEqual([{ status: 522, pair: pair(522, 100, 0), at: undefined }]);
  });
});
