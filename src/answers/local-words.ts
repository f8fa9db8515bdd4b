/** A status that is new, or that fails one host or path, in words; and how the 5xx of the whole zone stand beside it. */

import { TOP_VALUE_CHARS_MAX } from '../limits/answers.ts';
import { formatTime } from '../text/moment.ts';
import { plainText } from '../text/plain-text.ts';
import { pairInWords } from './http-status.ts';
import { type LocalFailure, shareAt } from './local-failures.ts';
import type { LocalSince } from './local-since.ts';
import { percent } from './percent.ts';
import { timeInWords } from './time-in-words.ts';

/** Findings told; the others are in the rows. */
const TOLD_MAX = 3;

/** @param since of the first. */
export function describeLocal(local: readonly LocalFailure[], since: LocalSince | undefined): string[] {
  return local
    .slice(0, TOLD_MAX)
    .map((failure, index) => describeOne(failure, index === 0 ? since : undefined));
}

function describeOne({ status, pair, at }: LocalFailure, since: LocalSince | undefined): string {
  const meaning = pair ? pairInWords(pair.edge, pair.origin) : '';
  if (at === undefined) {
    const numbers = `from ${pair?.requestsBefore ?? 0} to ${pair?.requests ?? 0} requests`;
    return `${status}, ${meaning}, rose ${numbers}${sinceInWords(since)}.`;
  }
  const { place, value, before } = at;
  const where = `${place} ${plainText(value, TOP_VALUE_CHARS_MAX)}`;
  const against = before && before.of > 0 ? ` (before: ${percent(shareAt(before))})` : '';
  const share = `${percent(since?.share ?? shareAt(at))} of requests there`;
  return `${status} stands out on ${where}: ${share}${sinceInWords(since)}${against}; ${meaning}.`;
}

function sinceInWords(since: LocalSince | undefined): string {
  if (since === undefined) return '';
  const end = since.endedMs === undefined ? '' : `, until ${formatTime(since.endedMs)}`;
  const began = since.isBeforeWindow
    ? `since ${formatTime(since.ms)} or earlier`
    : `beginning ${timeInWords(since.ms, since.bucketMs)}`;
  return `, ${began}${end}`;
}
