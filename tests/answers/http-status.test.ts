/** A status of the edge and one of the origin mean something only together. */
import { describe, expect, it } from 'vitest';
import { pairInWords } from '../../src/answers/http-status.ts';

describe('a pair of edge and origin status', () => {
  it.each([
    [500, 0, /made at the edge without the origin: a Worker, or Cloudflare itself/],
    [502, 0, /made at the edge/],
    [503, 0, /made at the edge/],
    [500, 500, /^the origin itself: internal error$/],
    [503, 503, /^the origin itself: unavailable/],
    [500, 200, /the origin had sent 200/],
    [403, 0, /at the edge: see list_firewall_events/],
    [403, 403, /^the origin itself: forbidden$/],
    [429, 0, /at the edge: a rate limiting rule.*Worker/],
    [429, 429, /^the origin itself: too many requests$/],
    [413, 0, /too large.*plan's limit/],
    [404, 0, /answered at the edge/],
    [301, 0, /^redirect, answered at the edge/],
    [302, 302, /^redirect, by the origin$/],
    [530, 0, /1016.*list_dns_records and list_changes.*1033.*get_origin_health/],
    [521, 0, /^origin refused the connection/],
    [418, 418, /^the origin itself: client error$/],
    [599, undefined, /^server error$/],
    [200, undefined, /^no error$/],
  ])('%i, %s is said in words', (edge, origin, words) => {
    expect(pairInWords(edge, origin)).toMatch(words);
  });

  it('says that the origin could not be reached, or answered badly, for 52x and 530 only', () => {
    const ofOrigin = /^origin('s)? |handshake with the origin|connection to the origin|error 1xxx/;
    for (let status = 400; status < 600; status++) {
      const isOwn = [520, 521, 522, 523, 524, 525, 526, 530].includes(status);
      expect([status, ofOrigin.test(pairInWords(status, 0))]).toEqual([status, isOwn]);
    }
  });
});
