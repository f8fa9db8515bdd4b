/** What counts as told: in one row or one sentence, outside of errors, by the tool that was meant. */
import { describe, expect, it } from 'vitest';
import { AT_EDGE, atLeast, concluded, from, share, shareBelow, together } from './facts.ts';

const answer = (structured: unknown, tool = 'get_http_errors', isError = false) => [
  { tool, structured, isError },
];

describe('a fact', () => {
  it('is told by one row, not by two', () => {
    const rows = answer({
      changes: [
        { who: 'dana', on: 'a' },
        { who: 'sam', on: 'b', changed: [{ after: 'x' }] },
      ],
    });
    expect(together(/dana/, /"a"/)(rows)).toBe(true);
    expect(together(/dana/, /"b"/)(rows)).toBe(false);
    expect(together(/sam/, /"x"/)(rows)).toBe(true);
  });

  it('is told by one sentence, by an object without lists, or by a field', () => {
    expect(together(/api/, /off/)(answer({ notes: ['The pool api is off.', 'Nothing else.'] }))).toBe(true);
    expect(together(/ssl: strict/)(answer({ ssl: { ssl: 'strict', http3: 'on' } }))).toBe(true);
    expect(together(/moved/, /ada/)(answer({ overview: { status: 'moved', name_servers: ['ada'] } }))).toBe(
      true,
    );
  });

  it('is not told by an error, which repeats the question, nor by another tool', () => {
    expect(together(/ray/)(answer({ notes: ['ray'] }, 'list_changes', true))).toBe(false);
    expect(from('list_zones', /ray/)(answer({ notes: ['ray'] }, 'list_changes'))).toBe(false);
  });

  it('is no conclusion when it is a number among those of the series', () => {
    const inSeries = answer({
      series: [{ time: '2026-11-25T17:13:00Z', edge_5xx: 90 }],
      window: { since: '17:13' },
    });
    expect(concluded('get_http_errors', /17:13/)(inSeries)).toBe(false);
    expect(concluded('get_http_errors', /17:13/)(answer({ notes: ['since 17:13'] }))).toBe(true);
  });
});

describe('numbers', () => {
  it.each([
    ['{"requests":41200}', 40_000, true],
    ['41,200 requests', 40_000, true],
    ['{"time":"2026-11-25T17:13:00Z","address":"203.0.113.250","failed":3}', 200, false],
    ['{"id":"9a7806061c88ada191ed06f989cc3dac"}', 1, false],
  ])('%s has one of at least %d: %s', (text, least, expected) => {
    expect(atLeast(least)(text)).toBe(expected);
  });

  it.each([
    ['{"value":"AMS","failed":900,"of":1000}', true, false],
    ['{"value":"AMS","requests":1000,"failed":2}', false, true],
    ['{"value":"AMS","failed_percent":90.1}', true, false],
    ['AMS: 90.1 % of requests failed', true, false],
    ['{"value":"AMS","requests":950}', false, false],
  ])('%s: a share of at least 50 %%: %s, below 5 %%: %s', (text, isHigh, isLow) => {
    expect([share(50)(text), shareBelow(5)(text)]).toEqual([isHigh, isLow]);
  });
});

describe('words for an answer made at the edge', () => {
  it.each([
    ['made at the edge: a Worker, or Cloudflare itself', true],
    ['answered by Cloudflare without the origin', true],
    ['bad gateway: from the origin, or Cloudflare got no valid answer', false],
    ['no answer from the origin (not asked, or not reached)', false],
  ])('%s: %s', (text, expected) => {
    expect(AT_EDGE.test(text)).toBe(expected);
  });
});
