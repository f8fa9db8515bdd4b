/** Times as an agent writes them: how long ago, or RFC 3339; what only looks like a time is refused. */
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { formatTime, parseMoment } from '../../src/text/moment.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const parse = (text: string) => parseMoment('since', text, NOW).toISOString();

describe('a time', () => {
  it.each([
    ['now', '2026-11-23T12:00:00.000Z'],
    ['45s', '2026-11-23T11:59:15.000Z'],
    ['30m', '2026-11-23T11:30:00.000Z'],
    ['24h', '2026-11-22T12:00:00.000Z'],
    ['7d', '2026-11-16T12:00:00.000Z'],
    ['2w', '2026-11-09T12:00:00.000Z'],
    [' 7D ', '2026-11-16T12:00:00.000Z'],
    ['now-1h', '2026-11-23T11:00:00.000Z'],
    ['1 h ago', '2026-11-23T11:00:00.000Z'],
    ['0m', '2026-11-23T12:00:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23t08:00:00z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23 08:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00.5Z', '2026-11-23T08:00:00.500Z'],
    ['2026-11-23T08:00:00+02:00', '2026-11-23T06:00:00.000Z'],
    ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%j is %s', (text, moment) => {
    expect(parse(text)).toBe(moment);
  });

  it.each([
    ['a day that does not exist', '2026-02-30'],
    ['a leap day in a common year', '2026-02-29T00:00:00Z'],
    ['a 13th month', '2026-13-01T00:00:00Z'],
    ['a 25th hour', '2026-11-23T25:00:00Z'],
    ['a 61st minute', '2026-11-23T08:61:00Z'],
    ['a time without a zone', '2026-11-23T08:00:00'],
    ['an offset that does not exist', '2026-11-23T08:00:00+99:99'],
    ['a number', '1763899200'],
    ['a unit without a number', 'd'],
    ['an unknown unit', '3y'],
    ['a negative span', '-7d'],
    ['words', 'yesterday'],
    ['nothing', ' '],
    ['a time with more behind it', '7d; drop table'],
    ['a span that reaches back before the year 1', '999999w'],
  ])('is refused when it is %s, and the error names the accepted forms', (_what, text) => {
    expect(() => parse(text)).toThrow(Refusal);
    expect(() => parse(text)).toThrow(/^since: ".*" is not a time\..*"24h".*RFC 3339/s);
  });

  it('is only partly quoted when it is long', () => {
    expect(() => parse('x'.repeat(900))).toThrow(/^.{1,250}$/);
  });

  it('is formatted in UTC without milliseconds, and can be parsed again', () => {
    expect(formatTime(new Date('2026-11-23T08:00:00.987Z'))).toBe('2026-11-23T08:00:00Z');
    expect(parse(formatTime(NOW))).toBe(NOW.toISOString());
  });
});
