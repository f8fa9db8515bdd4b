/** What a DNS record says: its `content`, or the same put together from `data` where Cloudflare, or an old record, has only that. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { RECORD_DATA_FIELDS_MAX } from '../../limits/answers.ts';
import { toNumber, toText } from '../../text/field-value.ts';

type Data = Readonly<Record<string, unknown>>;

/** A field of `data`; in quotes where zone files quote it; or a unit behind it. */
type Part = string | { readonly quoted: string } | { readonly metres: string };

const quoted = (name: string): Part => ({ quoted: name });
const metres = (name: string): Part => ({ metres: name });

/** In the order in which Cloudflare writes `content`. The priority of MX, SRV and URI is not in it. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  CAA: ['flags', 'tag', quoted('value')],
  CERT: ['type', 'key_tag', 'algorithm', 'certificate'],
  DNSKEY: ['flags', 'protocol', 'algorithm', 'public_key'],
  DS: ['key_tag', 'algorithm', 'digest_type', 'digest'],
  HTTPS: ['priority', 'target', 'value'],
  LOC: [
    ...['lat_degrees', 'lat_minutes', 'lat_seconds', 'lat_direction'],
    ...['long_degrees', 'long_minutes', 'long_seconds', 'long_direction'],
    ...['altitude', 'size', 'precision_horz', 'precision_vert'].map(metres),
  ],
  MX: ['target'],
  NAPTR: ['order', 'preference', quoted('flags'), quoted('service'), quoted('regex'), 'replacement'],
  SMIMEA: ['usage', 'selector', 'matching_type', 'certificate'],
  SRV: ['weight', 'port', 'target'],
  SSHFP: ['algorithm', 'type', 'fingerprint'],
  SVCB: ['priority', 'target', 'value'],
  TLSA: ['usage', 'selector', 'matching_type', 'certificate'],
  URI: ['weight', quoted('target')],
};

const WITH_PRIORITY: ReadonlySet<string> = new Set(['MX', 'SRV', 'URI']);

/** Undefined where the record has neither. */
export function contentOf(record: RecordResponse): string | undefined {
  return toText(record.content) ?? contentFrom(dataOf(record), String(record.type).toUpperCase());
}

/** Without one of these, nobody can say whether a record is one that is looked for. */
export function isUnread(record: RecordResponse): boolean {
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  return !isText(record.name) || !isText(record.type) || contentOf(record) === undefined;
}

/** Cloudflare documents that the field beside `content` goes away, and that `data` keeps it. */
export function priorityOf(record: RecordResponse): number | undefined {
  const { priority } = record as { priority?: unknown };
  if (toNumber(priority) !== undefined) return toNumber(priority);
  return WITH_PRIORITY.has(String(record.type).toUpperCase())
    ? toNumber(dataOf(record)?.priority)
    : undefined;
}

function dataOf(record: RecordResponse): Data | undefined {
  const { data } = record as { data?: unknown };
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Data) : undefined;
}

function contentFrom(data: Data | undefined, type: string): string | undefined {
  if (data === undefined) return undefined;
  const parts = PARTS[type];
  const isKnown = parts?.every((part) => isPresent(data, part)) === true;
  return isKnown
    ? parts
        .map((part) => written(data, part))
        .join(' ')
        .trimEnd()
    : fieldsOf(data);
}

/** An empty text is a value in quotes, and at the end of HTTPS; elsewhere a missing field would shift the others. */
function isPresent(data: Data, part: Part): boolean {
  const value = data[nameOf(part)];
  return typeof value === 'string' || typeof value === 'number';
}

function nameOf(part: Part): string {
  if (typeof part === 'string') return part;
  return 'quoted' in part ? part.quoted : part.metres;
}

function written(data: Data, part: Part): string {
  const value = String(data[nameOf(part)]);
  if (typeof part === 'string') return value;
  return 'quoted' in part ? JSON.stringify(value) : `${value}m`;
}

/** Of a type that is not known, or in another shape: each field with its name, so that none is lost or mistaken. */
function fieldsOf(data: Data): string | undefined {
  const fields = Object.entries(data)
    .slice(0, RECORD_DATA_FIELDS_MAX)
    .flatMap(([name, value]) => {
      const text = toText(value);
      return text === undefined ? [] : [`${name}=${text}`];
    });
  return fields.length > 0 ? fields.join(' ') : undefined;
}
