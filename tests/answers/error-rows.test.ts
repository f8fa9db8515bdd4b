/** Rows about requests: which status pairs are shown, where data centres are worth a row, and shares that are known. */
import { describe, expect, it } from 'vitest';
import { toBreakdownRows, toStatusRows, toTopRows } from '../../src/answers/error-rows.ts';
import type { PlaceCount } from '../../src/cloudflare/analytics/http-error-details.ts';
import type { StatusPair } from '../../src/cloudflare/analytics/http-errors.ts';

const pair = (
  edge: number,
  requests: number,
  requestsBefore?: number,
  origin: number | undefined = 0,
): StatusPair => ({
  edge,
  origin,
  requests,
  requestsBefore,
});
const edges = (pairs: StatusPair[], areRedirectsShown = false, status?: number, telling?: number[]) =>
  toStatusRows(pairs, areRedirectsShown, status, telling).map(({ http_status }) => http_status);

describe('status rows', () => {
  const pairs = [
    pair(200, 900),
    pair(301, 300, 100),
    pair(302, 150, 100),
    pair(400, 90),
    pair(399, 80, 1),
    pair(522, 5),
  ];

  it('are errors, and redirects that moved', () => {
    expect(edges(pairs)).toEqual([400, 522]);
    expect(edges(pairs, true)).toEqual([301, 400, 399, 522]);
    expect(edges([pair(299, 9), pair(300, 9), pair(400, 9)], true)).toEqual([300, 400]);
  });

  it('are those of the status that was asked for, alone', () => {
    expect(edges(pairs, true, 200)).toEqual([200]);
    expect(edges(pairs, false, 522)).toEqual([522]);
    expect(edges(pairs, false, 418)).toEqual([]);
  });

  it('have what tells something first, and are bounded', () => {
    const many = Array.from({ length: 12 }, (_, at) => pair(400 + at, 100 - at));
    expect(edges(many)).toEqual([400, 401, 402, 403, 404, 405, 406]);
    expect(edges(many, false, undefined, [411])).toEqual([411, 400, 401, 402, 403, 404, 405]);
  });

  it('leave out what is not known', () => {
    expect(toStatusRows([pair(522, 5, 0)], false, undefined)[0]).toMatchObject({
      origin_http_status: 0,
      requests_before: 0,
    });
    const [row] = toStatusRows(
      [{ edge: 522, origin: undefined, requests: 5, requestsBefore: undefined }],
      false,
      undefined,
    );
    expect(Object.keys(row ?? {})).toEqual(['http_status', 'meaning', 'requests']);
  });
});

describe('top rows', () => {
  const place = (own: Partial<PlaceCount>): PlaceCount => ({
    place: 'host',
    value: 'a',
    requests: 10,
    of: 100,
    ...own,
  });
  const centre = (value: string, requests: number) =>
    place({ place: 'data_centre', value, requests, of: 1_000 });

  it('have a share where it is known, to a tenth', () => {
    expect(toTopRows([place({ requests: 1, of: 3 })])).toEqual([
      { by: 'host', value: 'a', requests: 1, share_percent: 33.3 },
    ]);
    expect(toTopRows([place({ of: undefined })])).toEqual([{ by: 'host', value: 'a', requests: 10 }]);
    expect(toTopRows([place({ value: null })])[0]?.value).toBeUndefined();
  });

  it('have data centres only where some stand out from the others', () => {
    const some = [centre('FRA', 500), centre('LHR', 2), centre('AMS', 1), centre('CDG', 3)];
    expect(toTopRows(some).map(({ value }) => value)).toEqual(['FRA']);
    expect(toTopRows(['FRA', 'LHR', 'AMS', 'CDG'].map((code) => centre(code, 500)))).toEqual([]);
    const many = [
      ...Array.from({ length: 6 }, (_, at) => centre(`X${at}`, 500)),
      ...Array.from({ length: 30 }, (_, at) => centre(`Y${at}`, 1)),
    ];
    expect(toTopRows(many)).toHaveLength(4);
  });
});

describe('breakdown rows', () => {
  const row = { value: 'hit', requests: 200, requestsBefore: 100, edge4xx: 4, edge5xx: 3 };

  it('have the share of 5xx, where there are requests', () => {
    expect(toBreakdownRows([row])).toEqual([
      { value: 'hit', requests: 200, requests_before: 100, edge_4xx: 4, edge_5xx: 3, share_percent: 1.5 },
    ]);
    const [gone] = toBreakdownRows([{ ...row, requests: 0, requestsBefore: undefined }]);
    expect(Object.keys(gone ?? {})).toEqual(['value', 'requests', 'edge_4xx', 'edge_5xx']);
  });

  it('are bounded', () => {
    expect(toBreakdownRows(Array.from({ length: 40 }, () => row))).toHaveLength(15);
  });
});
