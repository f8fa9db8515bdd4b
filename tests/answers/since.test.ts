/** When a class of statuses or the number of requests moved: the finer counts tell it where they cover it, and never more than they know. */
import { describe, expect, it } from 'vitest';
import type { MovedClass } from '../../src/answers/error-moves.ts';
import { sinceOf, trafficSinceOf } from '../../src/answers/since.ts';
import type { TrafficMove } from '../../src/answers/traffic-onset.ts';
import type { ErrorReport } from '../../src/cloudflare/analytics/http-errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const START_MS = Date.parse('2026-11-24T10:00:00Z');
const window = { sinceMs: START_MS, beforeMs: START_MS + 3 * HOUR_MS };
const report = { bucket: { dimension: 'datetimeFifteenMinutes', bucketMs: 15 * MINUTE_MS } } as ErrorReport;
const at = (minute: number) => START_MS + minute * MINUTE_MS;
const finer = (
  from: number,
  to: number,
  inFocus: (minute: number) => number,
  total = (_minute: number) => 100,
) => ({
  bucketMs: MINUTE_MS,
  series: Array.from({ length: to - from }, (_, index) => ({
    timeMs: at(from + index),
    total: total(from + index),
    inFocus: inFocus(from + index),
  })),
});

describe('a class', () => {
  const moved = (own: object = {}): MovedClass => ({
    name: 'edge_5xx',
    onset: {
      sinceMs: at(30),
      isBeforeWindow: false,
      lastMs: undefined,
      share: 0.8,
      quietShare: 0.01,
      ...own,
    },
  });
  const since = (one: MovedClass, counts?: ReturnType<typeof finer>) => {
    const { ms, ...rest } = sinceOf(one, counts, report, window);
    return { minute: (ms - START_MS) / MINUTE_MS, ...rest };
  };

  it('without finer counts is told by its bucket, not before the window', () => {
    expect(since(moved())).toEqual({ minute: 30, stepMs: 15 * MINUTE_MS, isBeforeWindow: false });
    expect(since(moved({ sinceMs: at(-15), isBeforeWindow: true }))).toEqual({
      minute: 0,
      stepMs: 15 * MINUTE_MS,
      isBeforeWindow: true,
    });
  });

  it.each([16, 33, 44])('is told to the minute: %i', (began) => {
    expect(
      since(
        moved(),
        finer(15, 60, (minute) => (minute < began ? 1 : 80)),
      ),
    ).toEqual({
      minute: began,
      stepMs: MINUTE_MS,
      isBeforeWindow: false,
    });
  });

  it('that began before the window is looked for there', () => {
    const before = moved({ sinceMs: START_MS, isBeforeWindow: true });
    const found = since(
      before,
      finer(-300, 15, (minute) => (minute < -97 ? 1 : 80)),
    );
    expect(found).toEqual({ minute: -97, stepMs: MINUTE_MS, isBeforeWindow: false });
  });

  it('that is older than all that was counted is told so', () => {
    const before = moved({ sinceMs: START_MS, isBeforeWindow: true });
    expect(
      since(
        before,
        finer(-300, 15, () => 80),
      ),
    ).toEqual({ minute: -300, stepMs: MINUTE_MS, isBeforeWindow: true });
  });

  it('is told by its bucket where the finer counts show nothing, or something that is over', () => {
    const before = moved({ sinceMs: START_MS, isBeforeWindow: true });
    const known = { minute: 0, stepMs: 15 * MINUTE_MS, isBeforeWindow: true };
    expect(
      since(
        before,
        finer(-300, 15, () => 0),
      ),
    ).toEqual(known);
    expect(
      since(
        before,
        finer(-300, 15, (minute) => (minute > -200 && minute < -120 ? 80 : 0)),
      ),
    ).toEqual(known);
  });

  it('is found in a day of minutes with few requests each', () => {
    const before = moved({ sinceMs: START_MS, isBeforeWindow: true });
    const few = finer(
      -1_200,
      15,
      (minute) => (minute < -600 ? 0 : 4),
      () => 5,
    );
    expect(since(before, few)).toEqual({ minute: -600, stepMs: MINUTE_MS, isBeforeWindow: false });
  });
});

describe('the number of requests', () => {
  const fell = (own: Partial<TrafficMove> = {}): TrafficMove => ({
    hasFallen: true,
    sinceMs: at(30),
    isBeforeWindow: false,
    lastMs: undefined,
    bucketMs: 15 * MINUTE_MS,
    usual: 1_500,
    since: 0,
    ...own,
  });
  const counts = (from: number, to: number, began: number) =>
    finer(
      from,
      to,
      () => 0,
      (minute) => (minute < began ? 100 : 0),
    );
  const minuteOf = (since: ReturnType<typeof trafficSinceOf>) => since && (since.ms - START_MS) / MINUTE_MS;

  it('that did not move has no time', () => {
    expect(trafficSinceOf(undefined, undefined)).toBeUndefined();
  });

  it('is told by its bucket where nothing finer covers it', () => {
    const known = { ms: at(30), stepMs: 15 * MINUTE_MS };
    expect(trafficSinceOf(fell(), undefined)).toEqual(known);
    expect(trafficSinceOf(fell(), counts(40, 90, 60))).toEqual(known);
    expect(trafficSinceOf(fell(), counts(0, 20, 10))).toEqual(known);
    expect(trafficSinceOf(fell({ bucketMs: MINUTE_MS / 2 }), counts(0, 60, 37))).toMatchObject({
      ms: at(30),
    });
  });

  it.each([22, 30, 37, 44])('is told to the minute: %i', (began) => {
    const since = trafficSinceOf(fell(), counts(0, 60, began));
    expect(minuteOf(since)).toBe(began);
    expect(since?.stepMs).toBe(MINUTE_MS);
  });

  it('that moved before the window is traced back, as far as it was counted', () => {
    const before = fell({ sinceMs: START_MS, isBeforeWindow: true });
    expect(minuteOf(trafficSinceOf(before, counts(-300, 15, -97)))).toBe(-97);
    expect(trafficSinceOf(before, counts(-300, 15, -300))).toBeUndefined();
    expect(trafficSinceOf(before, undefined)).toBeUndefined();
    expect(trafficSinceOf(before, counts(10, 60, 20))).toBeUndefined();
  });
});
