/** Times as agents and programs write them, in every form that has one meaning; what only looks like a time is refused. */
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { formatTime, parseMoment, parseWindow } from '../../src/text/moment.ts';

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
    ['2026-11-23 08:00:00 UTC', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00 GMT', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00+0200', '2026-11-23T06:00:00.000Z'],
    ['2026-11-23T08:00', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23 08:00:00', '2026-11-23T08:00:00.000Z'],
    ['Mon, 23 Nov 2026 08:00:00 GMT', '2026-11-23T08:00:00.000Z'],
    ['Monday, 23-Nov-2026 08:00:00 GMT', '2026-11-23T08:00:00.000Z'],
    ['1 Nov 2026 08:00:00 +0200', '2026-11-01T06:00:00.000Z'],
  ])('%j is %s', (text, moment) => {
    expect(parse(text)).toBe(moment);
  });

  it.each([
    '1 hour',
    '1 hour ago',
    '1hr',
    '60 min',
    '60 minutes',
    '60mins ago',
    '3600 seconds',
    '-1h',
    '- 1 hour',
    'now - 1h',
    'an hour ago',
    'one hour ago',
    'last hour',
    'past hour',
    'the last 60 minutes',
    'past 1 hour',
    'hour',
    '0.5 h 30m',
    '0h 60m',
    'PT1H',
    'pt60m',
    '-PT1H',
    '1763980000',
    '1763980000000',
    '1763980000000000',
    '1763980000000000000',
    '1763980000.5',
  ])('may be written %j', (text) => {
    const isEpoch = text.startsWith('1763980000');
    expect(parse(text).slice(0, 19)).toBe(isEpoch ? '2025-11-24T10:26:40' : '2026-11-23T11:00:00');
  });

  it.each([
    ['yesterday', '2026-11-22T00:00:00.000Z'],
    ['Today', '2026-11-23T00:00:00.000Z'],
    ['NOW', '2026-11-23T12:00:00.000Z'],
    ['2 days ago', '2026-11-21T12:00:00.000Z'],
    ['P2D', '2026-11-21T12:00:00.000Z'],
    ['P1DT12H', '2026-11-22T00:00:00.000Z'],
    ['1 day, 12 hours', '2026-11-22T00:00:00.000Z'],
    ['last week', '2026-11-16T12:00:00.000Z'],
    ['1 month ago', '2026-10-24T12:00:00.000Z'],
    ['1.5d', '2026-11-22T00:00:00.000Z'],
  ])('in words, %j, is %s', (text, moment) => {
    expect(parse(text)).toBe(moment);
  });

  it.each([
    ['a day that does not exist', '2026-02-30'],
    ['a leap day in a common year', '2026-02-29T00:00:00Z'],
    ['a 13th month', '2026-13-01T00:00:00Z'],
    ['a 25th hour', '2026-11-23T25:00:00Z'],
    ['a 61st minute', '2026-11-23T08:61:00Z'],
    ['an offset that does not exist', '2026-11-23T08:00:00+99:99'],
    ['a number that is no time since 1970', '24'],
    ['a number between seconds and milliseconds', '17638992000'],
    ['a span of nothing', 'PT'],
    ['a span without a number', 'P'],
    ['a span of an unknown unit', '2 fortnights'],
    ['half a span', '1h and more'],
    ['a unit without a number', 'd'],
    ['an unknown unit', '3y'],
    ['a time to come', 'in 7d'],
    ['two signs', '--7d'],
    ['words', 'the day before yesterday'],
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

describe('a window', () => {
  it.each(['now', '0h', '0m', '2026-11-23T12:00:00Z'])(
    'that begins now, as %j, is empty, and not in the future',
    (since) => {
      expect(() => parseWindow({ since }, NOW)).toThrow(
        'The window is empty: since is now. Next: give an earlier since, such as "24h".',
      );
    },
  );

  it('that begins later is in the future', () => {
    expect(() => parseWindow({ since: '2026-11-23T12:00:01Z' }, NOW)).toThrow(/is in the future/);
  });
});
