/** Since when one place fails, or a status is new: to the bucket, until when, and whether it is older than what was counted. */
import { describe, expect, it } from 'vitest';
import { sinceOfLocal, sinceOfStatus } from '../../src/answers/local-since.ts';
import type { ErrorReport } from '../../src/cloudflare/analytics/http-errors.ts';
import type { LocalErrors } from '../../src/cloudflare/analytics/local-errors.ts';
import { MINUTE_MS } from '../../src/limits/time.ts';

const START_MS = Date.parse('2026-11-24T10:00:00Z');
const report = (sampleInterval = 1) => ({ sampleInterval }) as ErrorReport;
const finer = (inFocus: (minute: number) => number, { minutes = 60, total = 40 } = {}) => ({
  bucketMs: MINUTE_MS,
  series: Array.from({ length: minutes }, (_, minute) => ({
    timeMs: START_MS + minute * MINUTE_MS,
    total,
    inFocus: inFocus(minute),
  })),
});
const at = (own: Partial<LocalErrors> = {}): LocalErrors => ({
  place: 'path',
  value: '/cart',
  status: 500,
  requests: 500,
  of: 1_000,
  before: { requests: 5, of: 1_000 },
  ...own,
});
const minuteOf = (ms: number | undefined) => ms !== undefined && (ms - START_MS) / MINUTE_MS;

describe('a place', () => {
  it.each([7, 23, 44])('fails since minute %i, and goes on', (began) => {
    const since = sinceOfLocal(
      at(),
      finer((minute) => (minute < began ? 0 : 36)),
      report(),
    );
    expect(minuteOf(since?.ms)).toBe(began);
    expect(since).toMatchObject({ isBeforeWindow: false, endedMs: undefined, bucketMs: MINUTE_MS });
    expect(since?.share).toBeCloseTo(0.9);
  });

  it('failed until it ended', () => {
    const since = sinceOfLocal(
      at(),
      finer((minute) => (minute >= 20 && minute < 35 ? 40 : 0)),
      report(),
    );
    expect(minuteOf(since?.ms)).toBe(20);
    expect(minuteOf(since?.endedMs)).toBe(35);
    expect(since?.share).toBe(1);
  });

  it('that failed all the time began before', () => {
    const old = at({ before: { requests: 900, of: 1_000 } });
    const since = sinceOfLocal(
      old,
      finer(() => 36),
      report(),
    );
    expect(since).toMatchObject({ isBeforeWindow: true, ms: START_MS });
  });

  it('that nobody asked before is told from its first request', () => {
    const since = sinceOfLocal(
      at({ before: { requests: 0, of: 0 } }),
      finer((minute) => (minute < 30 ? 0 : 40)),
      report(),
    );
    expect(minuteOf(since?.ms)).toBe(30);
  });

  it('that hardly fails has no time', () => {
    expect(
      sinceOfLocal(
        at(),
        finer(() => 0),
        report(),
      ),
    ).toBeUndefined();
  });

  it('of which one in ten requests was counted needs more of them', () => {
    const few = finer((minute) => (minute < 58 ? 0 : 20), { total: 20 });
    expect(sinceOfLocal(at(), few, report(10))).toBeUndefined();
  });
});

describe('a new status', () => {
  it.each([1, 15, 59])('is told since minute %i', (began) => {
    const since = sinceOfStatus(
      0,
      finer((minute) => (minute < began ? 0 : 3)),
      report(),
    );
    expect(minuteOf(since?.ms)).toBe(began);
    expect(since).toMatchObject({ isBeforeWindow: false, bucketMs: MINUTE_MS, endedMs: undefined });
  });

  it('is told against its usual number', () => {
    const since = sinceOfStatus(
      60,
      finer((minute) => (minute < 40 ? 1 : 6)),
      report(),
    );
    expect(minuteOf(since?.ms)).toBe(40);
    const sampled = sinceOfStatus(
      600,
      finer((minute) => (minute < 40 ? 10 : 60)),
      report(10),
    );
    expect(minuteOf(sampled?.ms)).toBe(40);
  });

  it('that came all the time began before', () => {
    expect(
      sinceOfStatus(
        0,
        finer(() => 3),
        report(),
      ),
    ).toMatchObject({ isBeforeWindow: true, ms: START_MS });
  });

  it('that did not come has no time', () => {
    expect(
      sinceOfStatus(
        10,
        finer(() => 0),
        report(),
      ),
    ).toBeUndefined();
  });
});
