/** Whether the origin is asked for a larger share of the requests than before, as when less comes from the cache. In words. */
import type { ErrorReport } from '../cloudflare/analytics/http-errors.ts';
import { percent } from './percent.ts';

/** So much of all requests more, and so many times as large a share. */
const RISE_MIN = 0.1;
const FACTOR_MIN = 1.25;
/** With fewer counted requests in either window, a share is chance. */
const COUNTED_MIN = 200;

export function describeOriginShare({ pairs, sampleInterval }: ErrorReport): string | undefined {
  let [asked, all, askedBefore, allBefore] = [0, 0, 0, 0];
  for (const { edge, origin, requests, requestsBefore } of pairs) {
    if (origin === undefined || requestsBefore === undefined) return undefined;
    all += requests;
    allBefore += requestsBefore;
    // 52x and 530 say that it was tried.
    if (origin === 0 && edge < 520) continue;
    asked += requests;
    askedBefore += requestsBefore;
  }
  if (Math.min(all, allBefore) / sampleInterval < COUNTED_MIN) return undefined;
  const [now, before] = [asked / all, askedBefore / allBefore];
  if (now - before < RISE_MIN || now < before * FACTOR_MIN) return undefined;
  return (
    `The origin was asked for ${percent(now)} of requests (before: ${percent(before)}). Whether less comes from the cache: "by": "cache"; ` +
    'why: purges and cache rules in list_changes.'
  );
}
