/** What else an alert's body says: its single values by name, without people, secrets, IDs and links. */
import { ALERT_BODY_DEPTH_MAX, ALERT_DETAIL_CHARS_MAX, ALERT_DETAIL_ITEMS_MAX } from '../limits/answers.ts';
import { plainText } from '../text/plain-text.ts';

export interface AlertDetail {
  /** As in the body; inner ones with a dot: `bgp_leak.prefix_count`. */
  readonly name: string;
  readonly value: string;
}

/** People and accounts: an answer says what was done to what, never who gets mail about it. */
const IDENTITY = /account|actor|e-?mail|user|owner|member|person|auth|recipient|customer|contact/i;
const SECRET =
  /secret|passw|credential|cookie|private|signature|serial|api_?key|token$|txt_value|http_body|cname_target|destination|webhook|header/i;
/** Known to the reader, or of no use: links into the dashboard, what the policy is called, when this was sent. */
const NOISE =
  /(^|_)(ids?|tag|uuid|ts|link)$|dashboard|^policy|^alert_(type|name|correlation)|^settings$|^(incident_)?(created|updated)_at$|^timestamp$/i;
/** IDs under any name. */
const ID_VALUE = /^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
const MAIL_ADDRESS = /[^\s@]@[^\s@]+\.[^\s@]/;

/** @param told what the row says already: it is not said twice. */
export function detailsIn(core: unknown, told: readonly (string | undefined)[]): AlertDetail[] {
  const known = new Set(told);
  const seen = new Set<string>();
  return leavesOf('', core, ALERT_BODY_DEPTH_MAX).filter(({ name, value }) => {
    const line = `${name} ${value}`;
    if (known.has(value) || seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}

function leavesOf(name: string, value: unknown, depth: number): AlertDetail[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return detailOf(name, listAsText(value));
  if (typeof value !== 'object' || value === null) return detailOf(name, scalarAsText(value));
  return Object.entries(value)
    .filter(([key]) => isShown(key))
    .flatMap(([key, inner]) => leavesOf(name === '' ? key : `${name}.${key}`, inner, depth - 1));
}

function detailOf(name: string, text: string | undefined): AlertDetail[] {
  if (text === undefined || name === '') return [];
  return [{ name: plainText(name, ALERT_DETAIL_CHARS_MAX), value: plainText(text, ALERT_DETAIL_CHARS_MAX) }];
}

/** `[{ip, number, status}]` is "127.0.0.1 8080 OPENED". */
function listAsText(items: readonly unknown[]): string | undefined {
  const texts = items.map(itemAsText).filter((text) => text !== undefined && text !== '');
  const shown = texts.slice(0, ALERT_DETAIL_ITEMS_MAX).join(', ');
  const more = texts.length - ALERT_DETAIL_ITEMS_MAX;
  return more > 0 ? `${shown} and ${more} more` : shown || undefined;
}

function itemAsText(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return scalarAsText(item);
  return Object.entries(item)
    .filter(([key]) => isShown(key))
    .map(([, value]) => (Array.isArray(value) ? undefined : scalarAsText(value)))
    .filter((text) => text !== undefined)
    .join(' ');
}

function scalarAsText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // Cloudflare's own templates leave "undefined" where they had nothing.
  if (typeof value !== 'string' || value === '' || value === 'undefined') return undefined;
  const text = value.includes('://') ? withoutSecrets(value) : value;
  return ID_VALUE.test(text) || MAIL_ADDRESS.test(text) ? undefined : text;
}

/** The query and the user of a URL often hold keys. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#]\S*/g, '').replace(/:\/\/[^\s/@]*@/g, '://');
}

function isShown(key: string): boolean {
  return !IDENTITY.test(key) && !SECRET.test(key) && !NOISE.test(key);
}
