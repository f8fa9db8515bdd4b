/** A time of the day before to compare a short window with: what changed before both it and the window before shows only there. */
import { ANALYTICS_MARGIN_MS } from '../../limits/cloudflare.ts';
import { DAY_MS, HOUR_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { DatasetLimits } from './dataset-limits.ts';

/** Plans that keep a day have nothing of the same time yesterday, but of a little later. */
const BACK_MS_MIN = 20 * HOUR_MS;

export interface DayBefore extends TimeWindow {
  readonly backMs: number;
}

/** As long as the window; undefined where the plan keeps nothing so old, or where the window before is that old itself. */
export function dayBeforeOf(
  { sinceMs, beforeMs }: TimeWindow,
  { notOlderThanMs }: Partial<Pick<DatasetLimits, 'notOlderThanMs'>>,
  nowMs: number,
): DayBefore | undefined {
  if (notOlderThanMs === undefined || beforeMs - sinceMs > DAY_MS / 2) return undefined;
  const oldestMs = nowMs - notOlderThanMs + 2 * ANALYTICS_MARGIN_MS;
  const backMs = Math.min(DAY_MS, Math.floor((sinceMs - oldestMs) / HOUR_MS) * HOUR_MS);
  return backMs < BACK_MS_MIN
    ? undefined
    : { sinceMs: sinceMs - backMs, beforeMs: beforeMs - backMs, backMs };
}
