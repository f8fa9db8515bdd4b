/** What changed, from an audit entry's request and response: only those fields that cannot hold a secret. */
import { AUDIT_LIST_ITEMS_MAX, AUDIT_VALUE_CHARS_MAX } from '../limits/answers.ts';
import { plainText } from '../text/plain-text.ts';

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

/** One field of a change, as a text. `before` or `after` is missing where there was or is none, or where it is not known. */
export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * The fields that differ. Never put together as one text and split again: a comment may hold anything, such as
 * `ok, content: 198.51.100.77`.
 * @param before undefined when the log does not have it: then every field of `after` is listed.
 */
export function changedFields(before: unknown, after: unknown, resourceType: string): FieldChange[] {
  const [old, now] = [safeFields(before, resourceType), safeFields(after, resourceType)];
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names]
    .filter((name) => old.get(name)?.whole !== now.get(name)?.whole)
    .map((field) => {
      const [former, present] = [old.get(field), now.get(field)];
      return {
        field,
        ...(former && { before: former.shown }),
        ...(present && { after: present.shown }),
      };
    });
}

/** Whether anything of this body may be shown. */
export function hasSafeFields(body: unknown, resourceType: string): boolean {
  return safeFields(body, resourceType).size > 0;
}

/** What an entry is about, where its body says so. */
export function textInBody(body: unknown, field: 'name' | 'type'): string | undefined {
  const text = contentOf(body)?.[field];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

interface SafeValue {
  /** Long texts that differ only at their end are a change, too. */
  readonly whole: string;
  readonly shown: string;
}

function safeFields(body: unknown, resourceType: string): ReadonlyMap<string, SafeValue> {
  const isSetting = SETTING.test(resourceType);
  const fields = new Map<string, SafeValue>();
  for (const [name, value] of Object.entries(contentOf(body) ?? {})) {
    const isSafe = SAFE_FIELDS.has(name) || (isSetting && name === 'value');
    const text = isSafe ? toSafeValue(value) : undefined;
    if (text !== undefined) fields.set(name, text);
  }
  return fields;
}

function toSafeValue(value: unknown): SafeValue | undefined {
  if (typeof value === 'string') {
    return value === '' ? undefined : { whole: value, shown: plainText(value, AUDIT_VALUE_CHARS_MAX) };
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { whole: String(value), shown: String(value) };
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return undefined;
  const items = value.slice(0, AUDIT_LIST_ITEMS_MAX).map((item) => plainText(item, AUDIT_VALUE_CHARS_MAX));
  const left = value.length - items.length;
  return {
    whole: JSON.stringify(value),
    shown: JSON.stringify(items) + (left > 0 ? ` and ${left} more` : ''),
  };
}

/** API responses stand in an envelope. */
function contentOf(body: unknown): Json | undefined {
  const content = isObject(body) && isObject(body.result) ? body.result : body;
  return isObject(content) ? content : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
