/** When something began, no finer than it is known: the start of a long bucket is not the time. */
import { MINUTE_MS } from '../limits/time.ts';
import { formatTime } from '../text/moment.ts';

/** So short that its start tells the time. */
const FINE_MS = 5 * MINUTE_MS;

export function timeInWords(ms: number, bucketMs: number): string {
  if (bucketMs <= FINE_MS) return `at ${formatTime(ms)}`;
  return `between ${formatTime(ms)} and ${formatTime(ms + bucketMs)}`;
}
