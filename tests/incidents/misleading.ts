/** Sentences that were seen to lead responders away from the cause, and others of their kind. */
import { anyOf, atLeast, concluded, type Fact, together } from './facts.ts';
import type { Incident } from './incident.ts';

export const ALL_HEALTHY = {
  'all that is watched is healthy': together(
    /watched is healthy|(everything|all)( origins| pools| checks)? (is|are) healthy/i,
  ),
};
export const NOTHING_WATCHES = {
  'nothing watches an origin': together(
    /nothing watches an origin/i,
    // With the doubt beside it, it is true.
    (text) => !/lacks|permission/i.test(text),
  ),
};
/** Said of all that fails: beside 52x, of which every site has a few, it is true. */
const SAID_UNREACHED = together(
  /(could|can) ?not reach the origin|origin (is |was )?unreachable/i,
  (text) => !/\b52\d\b/.test(text),
);
/** For statuses that Cloudflare or a Worker made without asking the origin. */
export const ORIGIN_BLAMED = {
  'Cloudflare could not reach the origin': SAID_UNREACHED,
  'the errors come from the origin': anyOf(
    together(/most come from the origin/i),
    // Every site has a few errors of its own; here they are below this number.
    together(/\borigin: (internal|unavailable)/i, atLeast(4000)),
  ),
};
export const UNREACHED = {
  'Cloudflare could not reach the origin': SAID_UNREACHED,
};
export const THIS_SIDE = {
  'the cause is on this side': together(/(likely|cause|problem|fault)[^.]* on (this|your) side/i),
};
export const WILDCARD = { 'a wildcard may answer': together(/wildcard( record)? (may|might|could) answer/i) };
export const ELSEWHERE = { 'its DNS is hosted elsewhere': together(/hosted elsewhere/i) };
export const NO_CERTIFICATE = { 'the zone has no edge certificate': together(/no edge certificate/i) };
export const NOT_YET_MOVED = { 'moved is told as "not yet"': together(/moved/i, /\byet\b/i) };
export const LIMITED_BY_RULE = {
  'a rule or the origin limits the rate': together(/429/, /rate limited: by the origin, or by a rule/i),
};
export const FORBIDDEN_BY_ORIGIN = {
  'the origin forbids it': together(/403/, /forbidden: by the origin/i, atLeast(20_000)),
};

/** An empty list of a zone's changes, without a word about those of the account. */
export const NOTHING_CHANGED: Record<string, Fact> = {
  'nothing was changed': (answers) =>
    answers.some(
      ({ tool, structured, isError }) =>
        !isError &&
        tool === 'list_changes' &&
        structured.returned === 0 &&
        !/account/i.test(JSON.stringify(structured.notes ?? [])),
    ),
};

const NOISE = { '5xx began, where only noise began': concluded('get_http_errors', /5xx( errors)? began/i) };

/** One entry for each place of Cloudflare's that is said to fail, or to explain it. */
const PLACES: Record<string, Fact> = {
  'places of Cloudflare fail, or match': (answers) =>
    answers.some(({ tool, structured, isError }) => {
      if (isError || tool !== 'get_cloudflare_status') return false;
      const { failing_data_centres: failing = [], matches = [] } = structured;
      return failing.length > 0 || matches.length > 0;
    }),
};

/** All that the answers to an incident must not say. */
export function misleadingIn({ mustNot = {}, is5xx, isRegional }: Incident): Record<string, Fact> {
  return { ...(is5xx ? {} : NOISE), ...(isRegional ? {} : PLACES), ...mustNot };
}
