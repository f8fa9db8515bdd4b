/** What changed, from an audit entry's request and response: only those fields that cannot hold a secret. */
import { AUDIT_LIST_ITEMS_MAX, AUDIT_VALUE_CHARS_MAX } from '../../limits/answers.ts';
import { toText } from '../../text/field-value.ts';
import { plainText } from '../../text/plain-text.ts';
import { maskExpression } from './mask-expression.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A list of what is safe: a body may hold anything that was sent to the API, including keys and tokens. */
const SAFE_FIELDS = new Set([
  'name',
  'type',
  'content',
  'proxied',
  'ttl',
  'priority',
  'comment',
  'tags',
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
  'purge_everything',
  'prefixes',
  'script',
  'expected_codes',
  'path',
  'port',
  'interval',
  'decision',
  'notes',
  'state',
  'frequency',
  'steering_policy',
  'default_pools',
  'fallback_pool',
  'session_affinity',
  'fight_mode',
  'enable_js',
  'optimize_wordpress',
  'sbfm_definitely_automated',
  'sbfm_likely_automated',
  'sbfm_verified_bots',
  'sbfm_static_resource_protection',
  'ai_bots_protection',
  'crawler_protection',
]);
/** Fields that hold objects, of which a part is safe. */
const SAFE_PARTS = new Map<string, (value: unknown) => string | string[] | undefined>(
  Object.entries({
    // Of an IP access rule: `country BR`.
    configuration: (value: unknown) => wordsOf(value, 'target', 'value'),
    rate_plan: (value: unknown) => wordsOf(value, 'id'),
    filter: (value: unknown) => (isObject(value) ? toMasked(value.expression) : undefined),
    // What was purged. Beside its address, a file may have headers.
    files: (value: unknown) => each(value, (file) => withoutQuery(isObject(file) ? file.url : file)),
    origins: (value: unknown) =>
      each(value, (origin) => {
        const words = wordsOf(origin, 'name', 'address');
        return words !== undefined && isObject(origin) && origin.enabled === false ? `${words} (off)` : words;
      }),
    // Of a token: `allow Zone Read, DNS Read`.
    policies: (value: unknown) =>
      each(value, (policy) => {
        if (!isObject(policy)) return undefined;
        const groups = each(policy.permission_groups, (group) => wordsOf(group, 'name')) ?? [];
        return [toText(policy.effect), groups.join(', ')].filter((words) => words).join(' ') || undefined;
      }),
    // Of a page rule.
    targets: (value: unknown) =>
      each(value, (target) => (isObject(target) ? wordsOf(target.constraint, 'value') : undefined)),
    actions: (value: unknown) =>
      each(value, (action) => {
        if (!isObject(action)) return undefined;
        const set = isObject(action.value)
          ? wordsOf(action.value, 'status_code', 'url')
          : toText(action.value);
        return [toText(action.id), withoutQuery(set)].filter((word) => word !== undefined).join(' ');
      }),
  }),
);
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
export function textInBody(body: unknown, field: 'name' | 'type' | 'pattern'): string | undefined {
  const text = resultOf(body)?.[field];
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
  for (const [name, value] of Object.entries(resultOf(body) ?? {})) {
    const isSafe = SAFE_FIELDS.has(name) || (isSetting && name === 'value');
    const safe = name === 'expression' ? toMasked(value) : value;
    const text = toSafeValue(isSafe ? safe : SAFE_PARTS.get(name)?.(value));
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
export function resultOf(body: unknown): Json | undefined {
  const content = isObject(body) && isObject(body.result) ? body.result : body;
  return isObject(content) ? content : undefined;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toMasked(value: unknown): string | undefined {
  return typeof value === 'string' ? maskExpression(value) : undefined;
}

/** A query may hold a key. */
function withoutQuery(value: unknown): string | undefined {
  return toText(value)?.replace(/\?[\s\S]*$/, '?…');
}

function wordsOf(value: unknown, ...names: string[]): string | undefined {
  if (!isObject(value)) return undefined;
  const words = names.map((name) => toText(value[name])).filter((word) => word !== undefined);
  return words.length > 0 ? words.join(' ') : undefined;
}

function each(value: unknown, toWords: (item: unknown) => string | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(toWords).filter((words) => words !== undefined) : undefined;
}
