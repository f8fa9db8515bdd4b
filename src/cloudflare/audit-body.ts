/** What an audit entry's request and response say of a change: only fields known to hold no secret. */

type Json = Readonly<Record<string, unknown>>;

/** A body may hold anything that was sent to the API, keys and tokens included; so what may be told is listed. */
const TOLD = new Set([
  ...[
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
  ],
  ...[
    'action',
    'expression',
    'description',
    'hosts',
    'hostname',
    'pattern',
    'weight',
    'address',
    'certificate_authority',
  ],
]);
/** A setting's value is what was changed; a value of anything else may be a secret. */
const SETTING = /^zone_settings?$/i;
const TEXT_CHARS_MAX = 200;

/** `name: value` pairs, or undefined when nothing may be told. */
export function tellBody(body: unknown, resourceType: string): string | undefined {
  const content = (isObject(body) && isObject(body.result) ? body.result : body) as unknown;
  if (!isObject(content)) return undefined;
  const mayTellValue = SETTING.test(resourceType);
  const told = Object.entries(content).flatMap(([name, value]) => {
    const isTold = TOLD.has(name) || (mayTellValue && (name === 'value' || name === 'id'));
    const text = isTold ? inWords(value) : undefined;
    return text === undefined ? [] : [`${name}: ${text}`];
  });
  return told.length > 0 ? told.join(', ') : undefined;
}

/** What the body before had otherwise: `content: 203.0.113.10`. */
export function difference(
  before: string | undefined,
  after: string | undefined,
): [string | undefined, string | undefined] {
  if (before === undefined || after === undefined) return [before, after];
  const parts = (text: string) => text.split(', ');
  const without = (own: string, other: string) => {
    const others = new Set(parts(other));
    return parts(own)
      .filter((part) => !others.has(part) || part.startsWith('name: '))
      .join(', ');
  };
  return [without(before, after), without(after, before)];
}

function inWords(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, TEXT_CHARS_MAX);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.slice(0, 5).join(' ');
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
