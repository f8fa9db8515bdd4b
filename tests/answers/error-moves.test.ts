/** What moved, as a sentence: the shares, since when, how nearly all are answered; and a class that did not move. */
import { describe, expect, it } from 'vitest';
import {
  describeClassMove,
  describeSteady,
  findMoves,
  type MovingClass,
} from '../../src/answers/error-moves.ts';
import type { Onset } from '../../src/answers/error-onset.ts';
import type { ErrorReport, StatusPair } from '../../src/cloudflare/analytics/http-errors.ts';
import { NO_REQUESTS } from '../../src/cloudflare/analytics/request-classes.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const START_MS = Date.parse('2026-11-24T10:00:00Z');
const window = { sinceMs: START_MS, beforeMs: START_MS + HOUR_MS };
const onset: Onset = {
  sinceMs: START_MS + 20 * MINUTE_MS,
  isBeforeWindow: false,
  lastMs: undefined,
  share: 0.5,
  quietShare: 0.004,
};
const pair = (edge: number, origin: number, requests: number, requestsBefore?: number): StatusPair => ({
  edge,
  origin,
  requests,
  requestsBefore,
});

function reportOf(facts: Partial<ErrorReport>): ErrorReport {
  return {
    bucket: { dimension: 'datetimeMinute', bucketMs: MINUTE_MS },
    series: [],
    recent: [],
    totals: NO_REQUESTS,
    totalsBefore: undefined,
    dayBefore: undefined,
    pairs: [],
    durations: undefined,
    durationsBefore: undefined,
    sampleInterval: 1,
    ...facts,
  } as ErrorReport;
}

describe('a class that moved', () => {
  const totals = { ...NO_REQUESTS, requests: 1_000, edge_5xx: 300 };
  const totalsBefore = { ...NO_REQUESTS, requests: 2_000, edge_5xx: 10 };
  const since = { ms: onset.sinceMs, stepMs: MINUTE_MS, isBeforeWindow: false };
  const told = (own: Partial<Onset>, pairs: StatusPair[] = [], ownSince: Partial<typeof since> = {}) =>
    describeClassMove(
      'edge_5xx',
      { ...onset, ...own },
      { ...since, ...ownSince },
      reportOf({ totals, totalsBefore, pairs }),
      window,
    );

  it('is told with its share before and since then, and when', () => {
    expect(told({})).toBe('5xx rose from 0.4 % to 50.0 % of requests at 2026-11-24T10:20:00Z.');
    expect(told({}, [], { stepMs: 15 * MINUTE_MS })).toContain(
      'between 2026-11-24T10:20:00Z and 2026-11-24T10:35:00Z',
    );
  });

  it('that is over says until when', () => {
    expect(told({ lastMs: START_MS + 30 * MINUTE_MS })).toMatch(
      /at 2026-11-24T10:20:00Z, and ended after 2026-11-24T10:30:00Z\.$/,
    );
  });

  it('that began before the window is told against the window before', () => {
    const before = { isBeforeWindow: true };
    expect(told(before)).toBe(
      '5xx are 50.0 % of requests (0.5 % in the 1 hour before), since 2026-11-24T10:20:00Z.',
    );
    expect(told(before, [], before)).toMatch(/since 2026-11-24T10:20:00Z or earlier\.$/);
    const alone = reportOf({ totals, totalsBefore: undefined });
    expect(describeClassMove('edge_5xx', { ...onset, ...before }, since, alone, window)).toBe(
      '5xx are 50.0 % of requests, since 2026-11-24T10:20:00Z.',
    );
    const empty = reportOf({ totals, totalsBefore: NO_REQUESTS });
    expect(describeClassMove('edge_5xx', { ...onset, ...before }, since, empty, window)).toContain(
      '(0.0 % in',
    );
  });

  it.each<[string, StatusPair[], RegExp]>([
    [
      'the most frequent, where nothing came newly',
      [pair(502, 502, 200, 200), pair(500, 500, 100, 100)],
      /66\.7 % of them are 502/,
    ],
    [
      'what came newly, though another is more frequent',
      [pair(502, 502, 180, 180), pair(522, 0, 120, 0)],
      /40\.0 % of them are 522/,
    ],
    [
      'the most frequent, where the new one is a small part',
      [pair(502, 502, 250, 240), pair(522, 0, 50, 45)],
      /83\.3 % of them are 502/,
    ],
    [
      'what rose, where it is a small part of a long window',
      [pair(502, 502, 250, 250), pair(522, 0, 50, 2)],
      /; what rose are 522, .* \(50, before: 2\)\.$/,
    ],
    [
      'the most frequent, where others rose as much',
      [pair(502, 502, 150, 120), pair(522, 0, 50, 20), pair(524, 0, 50, 20), pair(500, 500, 50, 21)],
      /50\.0 % of them are 502/,
    ],
    [
      'only what belongs to the class',
      [pair(200, 200, 700, 0), pair(404, 404, 600, 0), pair(522, 0, 300, 0)],
      /100\.0 % of them are 522/,
    ],
  ])('names %s', (_what, pairs, said) => {
    expect(told({}, pairs)).toMatch(said);
  });

  it('names nothing where no pair is known', () => {
    expect(told({}, [pair(200, 200, 700, 0)])).toMatch(/at 2026-11-24T10:20:00Z\.$/);
  });
});

describe('a class that did not move', () => {
  const steady = (report: Partial<ErrorReport>, hours = 1, standsOut = false) =>
    describeSteady('edge_4xx', reportOf(report), { sinceMs: 0, beforeMs: hours * HOUR_MS }, standsOut);
  const totals = { ...NO_REQUESTS, requests: 1_000, edge_4xx: 40 };

  it('is told with its share now and before', () => {
    expect(steady({ totals })).toBe('4xx did not stand out: 4.0 % of requests.');
    expect(steady({ totals, totalsBefore: { ...NO_REQUESTS, requests: 1_000, edge_4xx: 50 } })).toBe(
      '4xx did not stand out: 4.0 % of requests (before: 5.0 %).',
    );
    expect(steady({ totals, totalsBefore: NO_REQUESTS })).toBe('4xx did not stand out: 4.0 % of requests.');
  });

  it('calms nobody where one of its statuses stands out', () => {
    expect(steady({ totals }, 200, true)).toBe('4xx in the whole zone are only 4.0 % of requests.');
  });

  it('warns in a long window, in which a short failure hardly shows', () => {
    expect(steady({ totals }, 200)).toContain('ask for less');
  });

  it('says nothing of no requests', () => {
    expect(steady({})).toBeUndefined();
  });
});

describe('what is found to have moved', () => {
  const series = (fails: (minute: number) => number, name: MovingClass = 'edge_5xx') =>
    Array.from({ length: 60 }, (_, minute) => ({
      ...NO_REQUESTS,
      timeMs: START_MS + minute * MINUTE_MS,
      requests: 1_000,
      [name]: fails(minute),
    }));
  const totalsBefore = { ...NO_REQUESTS, requests: 60_000, edge_5xx: 240, edge_4xx: 2_400, edge_3xx: 6_000 };

  it.each<MovingClass>(['edge_5xx', 'edge_4xx', 'edge_3xx'])(
    'is %s with its onset, and no other class',
    (name) => {
      const found = findMoves(
        reportOf({ series: series((minute) => (minute < 30 ? 4 : 900), name), totalsBefore }),
        window,
      );
      expect(found.classes.map((each) => each.name)).toEqual([name]);
      expect(found.classes[0]?.onset.sinceMs).toBe(START_MS + 30 * MINUTE_MS);
      expect(found.traffic).toBeUndefined();
    },
  );

  it('is nothing in a quiet hour', () => {
    expect(findMoves(reportOf({ series: series(() => 4), totalsBefore }), window)).toEqual({
      traffic: undefined,
      classes: [],
    });
  });

  it('leaves a bucket out that is not whole: it has fewer requests than the others', () => {
    const late = { sinceMs: START_MS, beforeMs: START_MS + HOUR_MS - MINUTE_MS / 2 };
    const cut = series(() => 4).map((bucket, minute) =>
      minute === 59 ? { ...bucket, requests: 3 } : bucket,
    );
    expect(findMoves(reportOf({ series: cut, totalsBefore }), late).traffic).toBeUndefined();
  });
});
