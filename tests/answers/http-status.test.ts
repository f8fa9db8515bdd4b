/** HTTP statuses in words: each that helps an investigation, and all others by their class. */
import { describe, expect, it } from 'vitest';
import { statusInWords } from '../../src/answers/http-status.ts';

describe('a status', () => {
  it.each([
    [521, /refused the connection/],
    [522, /timed out/],
    [523, /unreachable/],
    [524, /did not answer in time/],
    [525, /TLS handshake/],
    [526, /certificate is not valid/],
    [530, /1xxx/],
    [502, /origin, or Cloudflare/],
    [499, /visitor/],
    [0, /no answer from the origin/],
    [599, /^server error$/],
    [418, /^client error$/],
    [204, /^no error$/],
  ])('%i is said in words', (status, words) => {
    expect(statusInWords(status)).toMatch(words);
  });

  it('of the kind 52x always names the origin', () => {
    for (let status = 520; status <= 526; status++) expect(statusInWords(status)).toMatch(/origin/);
  });
});
