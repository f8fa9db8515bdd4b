/**
 * Questions whose answers are compared, in tokens, with what Cloudflare's API answers to the same question.
 *
 * The goals for lists are about a third above those of the tables with columns that answers had before: programs and agent
 * frameworks read answers too, and one that is written the obvious way printed nothing from such a table. Field names in
 * every row are the price of that. Alerts that repeat are one row; each says what happened, on what, and whether that is good or bad news.
 */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { SECURITY_SETTINGS, SSL_SETTINGS } from '../src/cloudflare/zones/zone-settings.ts';
import { DAY_MS } from '../src/limits/time.ts';
import { zoneId } from '../src/simulator/world/zone-template.ts';
import { ACCOUNT_ID, ZONE_OF_100_RECORDS } from './worlds.ts';

export interface TokenCase {
  readonly what: string;
  /** At most this share of the raw answer. */
  readonly goal: number;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** The paths to request from the API, below its base URL. */
  readonly paths: readonly string[];
  /** The fields of our answer that correspond to these paths; by default all. */
  readonly parts?: readonly string[];
}

const ZONE = zoneId(ZONE_OF_100_RECORDS);
const UNTIL = new Date().toISOString();
const SINCE = new Date(Date.parse(UNTIL) - DAY_MS).toISOString();

export const TOKEN_CASES: readonly TokenCase[] = [
  {
    what: '100 DNS records',
    goal: 0.33,
    tool: 'list_dns_records',
    args: { zone: ZONE_OF_100_RECORDS },
    paths: [`/zones/${ZONE}/dns_records?order=name&per_page=100`],
  },
  {
    what: '50 zones',
    goal: 0.15,
    tool: 'list_zones',
    args: {},
    paths: ['/zones?order=name&per_page=50'],
  },
  {
    what: '100 alerts',
    goal: 0.27,
    tool: 'list_alert_history',
    args: { since: '30d', limit: 100 },
    paths: [`/accounts/${ACCOUNT_ID}/alerting/v3/history?per_page=100`],
  },
  {
    what: '100 changes of 24 hours',
    goal: 0.23,
    tool: 'list_changes',
    args: { since: '24h', limit: 100 },
    paths: [`/accounts/${ACCOUNT_ID}/logs/audit?direction=desc&limit=100&since=${SINCE}&before=${UNTIL}`],
  },
  {
    what: "one zone's settings",
    goal: 0.4,
    tool: 'get_zone',
    args: { zone: ZONE_OF_100_RECORDS, sections: ['ssl', 'security'] },
    paths: [...SSL_SETTINGS, ...SECURITY_SETTINGS].map((id) => `/zones/${ZONE}/settings/${id}`),
    parts: ['ssl', 'security'],
  },
];

/** The things that an answer is about: an alert that repeats is one row, and counts as often as it was sent. */
export function countOf(answer: {
  readonly alerts?: readonly { readonly times?: number }[];
  readonly returned?: number;
}): number | undefined {
  return answer.alerts?.reduce((sum, { times = 1 }) => sum + times, 0) ?? answer.returned;
}

interface Envelope {
  readonly result: unknown;
}

/** @param read returns the parsed answer of the API for a path. */
export async function weigh(
  { paths, parts }: TokenCase,
  answer: Record<string, unknown>,
  read: (path: string) => Promise<Envelope>,
): Promise<{ answer: number; raw: number }> {
  const bodies = await Promise.all(paths.map(read));
  const [only] = bodies;
  // Several answers count as one list, with one envelope.
  const raw = bodies.length === 1 ? only : { ...only, result: bodies.map(({ result }) => result) };
  const compared = parts ? Object.fromEntries(parts.map((part) => [part, answer[part]])) : answer;
  return { answer: tokens(compared), raw: tokens(raw) };
}

export function tokens(value: unknown): number {
  return encode(JSON.stringify(value)).length;
}
