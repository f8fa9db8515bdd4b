/** How the number of requests changed, in words: since when, what came more of, and where to look for the cause. */
import { spanInWords } from '../cloudflare/analytics/analytics.ts';
import type { StatusPair } from '../cloudflare/analytics/http-errors.ts';
import type { SilentHost } from '../cloudflare/analytics/silent-hosts.ts';
import { TOP_VALUE_CHARS_MAX } from '../limits/answers.ts';
import { SILENT_MS } from '../limits/cloudflare.ts';
import { formatTime } from '../text/moment.ts';
import { plainText } from '../text/plain-text.ts';
import { percent } from './percent.ts';
import { timeInWords } from './time-in-words.ts';
import type { TrafficMove } from './traffic-onset.ts';

export interface TrafficContext {
  readonly pairs: readonly StatusPair[];
  /** When it began; undefined where it is not known. */
  readonly began: { readonly ms: number; readonly stepMs: number } | undefined;
  /** What `by` should name to tell who sends requests. */
  readonly who: string;
  /** Why no traffic passes Cloudflare, if its zone is not active. */
  readonly noTraffic: string | undefined;
}

export function describeTraffic(
  traffic: TrafficMove | undefined,
  context: TrafficContext,
): string | undefined {
  if (!traffic) return undefined;
  const { hasFallen, usual, since, lastMs, usualBackMs, bucketMs } = traffic;
  const { began } = context;
  const end = lastMs === undefined ? '' : `, until ${formatTime(lastMs + bucketMs)}`;
  const ago = usualBackMs === undefined ? '' : ` (${spanInWords(usualBackMs)} before)`;
  const numbers = `from ${Math.round(usual)}${ago} to ${Math.round(since)} in ${spanInWords(bucketMs)}`;
  const when =
    began === undefined
      ? `since ${formatTime(traffic.sinceMs)} or earlier`
      : `${timeInWords(began.ms, began.stepMs)}${traffic.isBeforeWindow ? ', before this window' : ''}`;
  if (hasFallen) {
    const fall = since === 0 ? 'to nothing' : `by ${percent(1 - since / usual)}`;
    return `Requests fell ${fall} ${when}${end}, ${numbers}: ${context.noTraffic ?? WHY_FALLEN}`;
  }
  const rise = usual > 0 ? `${(since / usual).toFixed(1)}-fold ` : '';
  return `Requests rose ${rise}${when}${end}, ${numbers}: ${describeRise(context, usualBackMs !== undefined)}.`;
}

/** Hosts that are named; the others are counted. */
const SILENT_TOLD_MAX = 3;

/** @param beforeMs the end of the window. */
export function describeSilent(silent: readonly SilentHost[], beforeMs: number): string | undefined {
  if (silent.length === 0) return undefined;
  const span = spanInWords(SILENT_MS);
  const named = silent
    .slice(0, SILENT_TOLD_MAX)
    .map(({ host, usual }) => `${plainText(host, TOP_VALUE_CHARS_MAX)} (before: ${usual} in ${span})`);
  const more = silent.length - named.length;
  return (
    `No request to ${named.join(', ')}${more > 0 ? ` and ${more} more hosts` : ''} since ${formatTime(beforeMs - SILENT_MS)} or earlier: ` +
    'is the record gone, or not proxied any more? list_dns_records and list_changes tell; since when, this tool with host.'
  );
}

const WHY_FALLEN =
  'do visitors still reach Cloudflare? DNS or proxy: list_changes, list_dns_records; an expired certificate: list_certificates; the zone: get_zone.';

/** Above this part of the rise, it is what rose. */
const MAIN_PART = 0.7;

/** @param isOlder the window before had risen as well: against it, nothing is more. */
function describeRise({ pairs, who }: TrafficContext, isOlder: boolean): string {
  const excess = pairs.map(({ edge, requests, requestsBefore = 0 }) => ({
    kind: kindOf(edge),
    more: Math.max(0, requests - requestsBefore),
  }));
  const sum = (some: typeof excess) => some.reduce((total, { more }) => total + more, 0);
  const isKnown = !isOlder && pairs.every(({ requestsBefore }) => requestsBefore !== undefined);
  const all = isKnown ? sum(excess) : 0;
  const [main] = ['redirects', '4xx', '5xx']
    .map((kind) => ({ kind, part: sum(excess.filter((each) => each.kind === kind)) / all }))
    .filter(({ part }) => all > 0 && part >= MAIN_PART);
  const what = main && `${percent(main.part)} of the rise are ${main.kind}`;
  if (main?.kind === 'redirects') return `${what}, as in a loop`;
  const sender = `who sends them is told by "by": "${who}", and list_firewall_events`;
  return what === undefined ? sender : `${what}; ${sender}`;
}

function kindOf(edge: number): string {
  return isRedirect(edge) ? 'redirects' : `${Math.floor(edge / 100)}xx`;
}

/** 304 sends nobody elsewhere. */
function isRedirect(edge: number): boolean {
  return edge >= 300 && edge < 400 && edge !== 304;
}

/** What to look at where redirects came newly. */
export function whyRedirects({ edge, origin }: StatusPair): string {
  if (!isRedirect(edge)) return '';
  return origin === 0
    ? '; redirect rules and Always Use HTTPS: see list_changes'
    : '; SSL mode flexible makes a loop with an origin that redirects to HTTPS: see get_zone, list_changes';
}
