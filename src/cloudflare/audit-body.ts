/** Describes the change in an audit entry's request or response, with only those fields that cannot hold a secret. */
import { AUDIT_LIST_ITEMS_MAX, AUDIT_VALUE_CHARS_MAX } from '../limits.ts';

type Json = Readonly<Record<string, unknown>>;

/** A list of what is safe: a body may hold anything that was sent to the API, including keys and tokens. */
const SAFE_FIELDS = new Set([
  'name',
  'type',
  'content',
  'proxied',
  'ttl',
  'priority',
  'comment',
  'status',
  'enabled',
  'paused',
  'mode',
  'action',
  'expression',
  'description',
  'hosts',
  'hostname',
  'pattern',
  'weight',
  'address',
  'certificate_authority',
]);
/** For a setting, the value is what was changed. The value of anything else may be a secret. */
const SETTING = /^zone_settings?$/i;

/** `name: value` pairs; undefined when no field is safe to show. */
export function describeAuditBody(body: unknown, resourceType: string): string | undefined {
  const content = (isObject(body) && isObject(body.result) ? body.result : body) as unknown;
  if (!isObject(content)) return undefined;
  const isSetting = SETTING.test(resourceType);
  const pairs = Object.entries(content).flatMap(([name, value]) => {
    const isSafe = SAFE_FIELDS.has(name) || (isSetting && (name === 'value' || name === 'id'));
    const text = isSafe ? valueInWords(value) : undefined;
    return text === undefined ? [] : [`${name}: ${text}`];
  });
  return pairs.length > 0 ? pairs.join(', ') : undefined;
}

/** Keeps only the pairs that differ between the two descriptions, such as `content: 203.0.113.10`, and the name. */
export function difference(
  before: string | undefined,
  after: string | undefined,
): [before: string | undefined, after: string | undefined] {
  if (before === undefined || after === undefined) return [before, after];
  const pairsOf = (text: string) => text.split(', ');
  const without = (own: string, other: string) => {
    const others = new Set(pairsOf(other));
    return pairsOf(own)
      .filter((pair) => !others.has(pair) || pair.startsWith('name: '))
      .join(', ');
  };
  return [without(before, after), without(after, before)];
}

function valueInWords(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, AUDIT_VALUE_CHARS_MAX);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.slice(0, AUDIT_LIST_ITEMS_MAX).join(' ');
  }
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
