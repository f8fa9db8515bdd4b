/** How the number of requests changed, in words: the numbers, since when, what came more of, and hosts that are silent. */
import { describe, expect, it } from 'vitest';
import type { TrafficMove } from '../../src/answers/traffic-onset.ts';
import {
  describeSilent,
  describeTraffic,
  type TrafficContext,
  whyRedirects,
} from '../../src/answers/traffic-words.ts';
import type { StatusPair } from '../../src/cloudflare/analytics/http-errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const AT_MS = Date.parse('2026-11-24T10:20:00Z');
const move = (own: Partial<TrafficMove> = {}): TrafficMove => ({
  hasFallen: true,
  sinceMs: AT_MS,
  isBeforeWindow: false,
  lastMs: undefined,
  bucketMs: 5 * MINUTE_MS,
  usual: 1_000,
  since: 100,
  ...own,
});
const pair = (edge: number, requests: number, requestsBefore: number | undefined = 0): StatusPair => ({
  edge,
  origin: 0,
  requests,
  requestsBefore,
});
const told = (own: Partial<TrafficMove> = {}, context: Partial<TrafficContext> = {}) =>
  describeTraffic(move(own), {
    pairs: [],
    began: { ms: AT_MS, stepMs: MINUTE_MS },
    who: 'as',
    noTraffic: undefined,
    ...context,
  });

describe('a fall', () => {
  it('has its share, its time, its numbers and where to look', () => {
    expect(told()).toMatch(
      /^Requests fell by 90\.0 % at 2026-11-24T10:20:00Z, from 1000 to 100 in 5 minutes: do visitors still reach Cloudflare\? .*list_changes/,
    );
    expect(told({ since: 0 })).toMatch(/^Requests fell to nothing at .*, from 1000 to 0 in/);
  });

  it('that is over says until when: the end of its last bucket', () => {
    expect(told({ lastMs: AT_MS + 10 * MINUTE_MS })).toContain(
      'at 2026-11-24T10:20:00Z, until 2026-11-24T10:35:00Z, from',
    );
  });

  it('is explained by a zone that is not active', () => {
    expect(told({}, { noTraffic: 'example.com is paused.' })).toMatch(
      /in 5 minutes: example\.com is paused\.$/,
    );
  });

  it('that is older says so', () => {
    const older = { isBeforeWindow: true, usualBackMs: 24 * HOUR_MS };
    expect(told(older)).toContain(
      'at 2026-11-24T10:20:00Z, before this window, from 1000 (24 hours before) to 100',
    );
    expect(told(older, { began: undefined })).toContain('since 2026-11-24T10:20:00Z or earlier, from');
  });

  it('that did not happen has no words', () => {
    const context = { pairs: [], began: undefined, who: 'as', noTraffic: undefined };
    expect(describeTraffic(undefined, context)).toBeUndefined();
  });
});

describe('a rise', () => {
  const rose = (pairs: StatusPair[], own: Partial<TrafficMove> = {}) =>
    told({ hasFallen: false, usual: 100, since: 1_234, ...own }, { pairs });

  it('has its factor, where there was anything before', () => {
    expect(rose([])).toBe(
      'Requests rose 12.3-fold at 2026-11-24T10:20:00Z, from 100 to 1234 in 5 minutes: who sends them is told by "by": "as", and list_firewall_events.',
    );
    expect(rose([], { usual: 0 })).toMatch(/^Requests rose at 2026/);
  });

  it.each<[string, StatusPair[], RegExp]>([
    [
      'redirects, as in a loop',
      [pair(301, 700), pair(200, 300)],
      /70\.0 % of the rise are redirects, as in a loop\.$/,
    ],
    [
      'several kinds of redirects together',
      [pair(301, 400), pair(302, 400), pair(200, 200)],
      /80\.0 % of the rise are redirects/,
    ],
    [
      '4xx, and who sends them',
      [pair(403, 900), pair(200, 100)],
      /90\.0 % of the rise are 4xx; who sends them/,
    ],
    [
      '5xx, against what came before',
      [pair(503, 1_000, 200), pair(200, 500, 400)],
      /88\.9 % of the rise are 5xx; who/,
    ],
    ['nothing, where it is mixed', [pair(403, 690), pair(200, 310)], /5 minutes: who sends them/],
    ['nothing for answers', [pair(200, 900), pair(403, 100)], /5 minutes: who sends them/],
    [
      'nothing for 304, which sends nobody elsewhere',
      [pair(304, 900), pair(200, 100)],
      /5 minutes: who sends them/,
    ],
    ['nothing for what became less', [pair(503, 100, 900), pair(200, 100, 100)], /5 minutes: who sends them/],
  ])('names %s', (_what, pairs, said) => {
    expect(rose(pairs)).toMatch(said);
  });

  it('names nothing where the window before is not known, or had risen as well', () => {
    const unknown: StatusPair = { edge: 403, origin: 0, requests: 900, requestsBefore: undefined };
    expect(rose([unknown])).toMatch(/5 minutes: who sends them/);
    expect(rose([pair(403, 900)], { usualBackMs: 24 * HOUR_MS })).toMatch(/5 minutes: who sends them/);
  });
});

describe('a redirect', () => {
  it.each<[number, number, string]>([
    [301, 0, 'redirect rules'],
    [302, 302, 'SSL mode flexible'],
    [399, 0, 'redirect rules'],
    [304, 0, ''],
    [299, 0, ''],
    [400, 0, ''],
  ])('%i, origin %i, is explained by %j', (edge, origin, words) => {
    const said = whyRedirects({ edge, origin, requests: 1, requestsBefore: 0 });
    if (words === '') expect(said).toBe('');
    else expect(said).toContain(words);
  });
});

describe('silent hosts', () => {
  it('are named with what they had, up to three, and the others are counted', () => {
    const hosts = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ host: `h${at}.example.com`, usual: 100 - at }));
    expect(describeSilent([], AT_MS)).toBeUndefined();
    expect(describeSilent(hosts(1), AT_MS)).toMatch(
      /^No request to h0\.example\.com \(before: 100 in 15 minutes\) since 2026-11-24T10:05:00Z or earlier: is the record gone/,
    );
    expect(describeSilent(hosts(3), AT_MS)).not.toContain('more hosts');
    const many = describeSilent(hosts(40), AT_MS);
    expect(many).toContain('h2.example.com (before: 98 in 15 minutes) and 37 more hosts since');
    expect(many).not.toContain('h3.example.com');
  });
});
