/** One entry of the audit log -> a change: who, from where, what was done to what, and whether it was refused and why. */
import type { AuditListResponse } from 'cloudflare/resources/accounts/logs/audit';
import { VALUE_CHARS_MAX } from '../../limits/answers.ts';
import { toText } from '../../text/field-value.ts';
import { toAsciiHost } from '../../text/host-name.ts';
import { plainText } from '../../text/plain-text.ts';
import {
  changedFields,
  type FieldChange,
  hasSafeFields,
  isObject,
  type Json,
  resultOf,
  textInBody,
} from './audit-body.ts';
import type { Change } from './changes.ts';
import { parseRuleChange } from './rule-change.ts';

/** Cloudflare's documents also show entries of the former version, in which the action is a text and the time stands beside it. */
type Entry = Partial<Omit<AuditListResponse, 'action'>> & {
  readonly action?: AuditListResponse['action'] | string;
  readonly timestamp?: unknown;
  readonly when?: unknown;
  readonly interface?: unknown;
  readonly resources?: unknown;
};

/** Named fields only: an entry also has IP addresses, and bodies that may hold secrets. The time is NaN where there is none. */
export function toChange(entry: Entry): Change {
  const { actor, zone, raw } = entry;
  const action = typeof entry.action === 'object' ? entry.action : undefined;
  const resource = entry.resource ?? formerResource(entry.resources);
  const [type, product] = [toText(resource?.type), toText(resource?.product)];
  const what = type ?? product ?? 'unknown';
  const resourceId = toText(resource?.id);
  const response = (resource?.response ?? {}) as Bodies;
  const actionType = toText(action?.type) ?? toText(entry.action);
  const bodies = [response.after, response.before, resource?.response, resource?.request];
  const said = (field: 'name' | 'type' | 'pattern') =>
    bodies.map((body) => textInBody(body, field)).find((each) => each !== undefined);
  const isRecord = isDnsRecord(what);
  const rules = parseRuleChange(resource?.request, resource?.response, toText(raw?.uri) ?? '');
  const how = howOf(actionType, toText(raw?.method));
  const fields = fieldsIn(response, resource?.request, kindOf(what, product), how);
  // Of a change to the zone itself.
  const zoneName = toText(zone?.name);
  const ownName = resourceId !== undefined && resourceId === zone?.id ? zoneName : undefined;
  const result = resultOfAction(action?.result, raw?.status_code);
  return {
    id: toText(entry.id),
    timeMs: Date.parse(toText(action?.time ?? entry.timestamp ?? entry.when) ?? ''),
    who: whoOf(actor),
    via: viaOf(actor, toText(raw?.user_agent) ?? '', toText(entry.interface)),
    action: actionType ?? 'unknown',
    did: didOf(action?.description, raw, resourceId),
    what: isRecord ? 'dns_record' : what,
    // A ruleset is called "default", which tells nothing.
    on:
      (rules === undefined ? (said('name') ?? said('pattern')) : undefined) ??
      readableId(resourceId) ??
      ownName,
    type: isRecord ? said('type') : undefined,
    zone: zoneName === undefined ? undefined : toAsciiHost(zoneName),
    changed: rules === undefined ? withoutIdentity(fields.changed, isRecord) : [],
    held: rules === undefined ? withoutIdentity(fields.held ?? [], isRecord) : [],
    isSentUnknown: rules === undefined && fields.isSentUnknown === true,
    rules,
    result,
    reason: result === undefined ? undefined : reasonOf(resource?.response, raw?.status_code),
    source: 'audit_log',
    resourceId,
  };
}

interface Bodies {
  readonly before?: unknown;
  readonly after?: unknown;
}

function formerResource(resources: unknown): AuditListResponse['resource'] | undefined {
  const [first] = Array.isArray(resources) ? (resources as Json[]) : [];
  if (!isObject(first)) return undefined;
  return {
    id: toText(first.resource_id),
    type: toText(first.resource_type),
  } as AuditListResponse['resource'];
}

export function isDnsRecord(what: string): boolean {
  return /^dns_?records?$/i.test(what);
}

/** Some entries have the product that says what it is, and a type that does not. */
function kindOf(what: string, product: string | undefined): string {
  return product !== undefined && /^zone_settings?$/i.test(product) ? 'zone_setting' : what;
}

/** Cloudflare sends "success", now and then an empty text, and other programs have seen true. What is refused has another status. */
function resultOfAction(result: unknown, status: unknown): string | undefined {
  const text = (toText(result) ?? '').toLowerCase();
  const isRefused = typeof status === 'number' && status >= 400;
  if (text === 'success' || text === 'true') return undefined;
  if (text === '') return isRefused ? 'failure' : undefined;
  return text === 'false' ? 'failure' : toText(result);
}

/** What Cloudflare answered to a change that it refused: `Authentication error (10000, HTTP 403)`. */
function reasonOf(response: unknown, status: unknown): string | undefined {
  const errors = isObject(response) && Array.isArray(response.errors) ? response.errors.filter(isObject) : [];
  const [first] = errors;
  const numbers = [toText(first?.code), typeof status === 'number' ? `HTTP ${status}` : undefined];
  const known = numbers.filter((each) => each !== undefined).join(', ');
  const message = toText(first?.message);
  if (message === undefined) return known === '' ? undefined : known;
  return plainText(known === '' ? message : `${message} (${known})`, VALUE_CHARS_MAX);
}

type Actor = AuditListResponse['actor'];

/** A person's e-mail, the name of a token that belongs to nobody, or Cloudflare; an ID only where there is nothing else. */
function whoOf(actor: Actor): string | undefined {
  const [email, token, id, type] = [actor?.email, actor?.token_name, actor?.id, actor?.type].map(toText);
  if (email !== undefined) return email;
  if (token !== undefined) return token;
  if (type === 'system' || type === 'cloudflare_admin' || type === 'delegated_service') return 'Cloudflare';
  if (id === undefined) return type;
  return type === undefined || type === 'user' || type === 'account' ? id : `${type} ${id}`;
}

const CONTEXTS = new Map([
  ['dash', 'dashboard'],
  ['dashboard', 'dashboard'],
  ['api', 'API'],
  ['api_key', 'Global API Key'],
  ['origin_ca_key', 'Origin CA key'],
  ['oauth', 'OAuth'],
  ['api_token', 'API token'],
]);
/** Programs that change configuration, by what they call themselves. */
const PROGRAMS =
  /\b(Terraform|OpenTofu|Pulumi|external-dns|octoDNS|DNSControl|wrangler|cert-manager|Crossplane|Ansible)\b/i;

/** The way in which it was made: a person who used a token did not click. */
function viaOf(actor: Actor, userAgent: string, formerInterface: string | undefined): string | undefined {
  const context = toText(actor?.context) ?? formerInterface?.toLowerCase();
  const token = toText(actor?.token_name);
  const type = toText(actor?.type);
  if (type === 'cloudflare_admin') return 'Cloudflare staff';
  if (type === 'system' || type === 'delegated_service') return 'Cloudflare';
  const isToken = context === 'api_token' || context === 'oauth' || (context === undefined && token);
  const words = context === undefined ? undefined : (CONTEXTS.get(context) ?? context);
  const means =
    isToken && token !== undefined ? `${context === 'oauth' ? 'OAuth' : 'token'} ${token}` : words;
  const program = PROGRAMS.exec(userAgent)?.[1];
  const both = [means, program].filter((each) => each !== undefined);
  return both.length > 0 ? plainText(both.join(', '), VALUE_CHARS_MAX) : undefined;
}

/** In Cloudflare's words; where it has none, the request without its IDs. */
function didOf(
  description: unknown,
  raw: AuditListResponse['raw'],
  id: string | undefined,
): string | undefined {
  const text = toText(description);
  if (text !== undefined) return plainText(text, VALUE_CHARS_MAX);
  const [method, uri] = [toText(raw?.method), toText(raw?.uri)?.replace(/\?.*$/s, '')];
  if (method === undefined || uri === undefined) return undefined;
  const path = uri.replaceAll(/\/(?:[0-9a-f]{32}|[0-9a-f-]{36})(?=\/|$)/gi, '/…');
  return plainText(`${method} ${id === undefined ? path : path.replace(id, '…')}`, VALUE_CHARS_MAX);
}

interface FieldsOfEntry {
  readonly changed: readonly FieldChange[];
  readonly held?: readonly FieldChange[];
  readonly isSentUnknown?: true;
}

/** The answer has the whole thing: of a change, only what was sent can have changed, and the answer says to what. */
function fieldsIn(
  response: Bodies,
  request: unknown,
  kind: string,
  how: 'create' | 'delete' | undefined,
): FieldsOfEntry {
  const { before } = response;
  const isSafe = (body: unknown) => hasSafeFields(body, kind);
  const whole = isSafe(response.after) ? response.after : response;
  if (isSafe(before) && isSafe(response.after)) {
    return { changed: changedFields(before, response.after, kind) };
  }
  const sent = resultOf(request) ?? {};
  if (how === 'delete') {
    return { changed: changedFields([request, whole].find(isSafe) ?? before, undefined, kind) };
  }
  const held = changedFields(undefined, whole, kind);
  const isSent = Object.keys(sent).length > 0;
  if (how === 'create' && !isSafe(request)) return { changed: held };
  if (!isSent && !isSafe(whole)) return { changed: changedFields(before, undefined, kind) };
  if (!isSent && !isSafe(before)) return { changed: [], held, isSentUnknown: true };
  const answered = resultOf(whole) ?? {};
  const now = isSent
    ? Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, answered[name] ?? value]))
    : answered;
  // What was sent has only some fields: those that it leaves out did not change.
  const changed = changedFields(before, now, kind).filter(({ after }) => after !== undefined);
  return { changed, held };
}

/** A name or a type that something begins or ends with is said already. */
function withoutIdentity(fields: readonly FieldChange[], isRecord: boolean): FieldChange[] {
  return fields.filter(
    ({ field, before, after }) =>
      (before !== undefined && after !== undefined) || !(field === 'name' || (isRecord && field === 'type')),
  );
}

function howOf(action: string | undefined, method: string | undefined): 'create' | 'delete' | undefined {
  if (/^delete$/i.test(method ?? '')) return 'delete';
  return /(^|[^a-z])(create|add|issue|upload)(d|ed|s)?([^a-z]|$)/i.test(
    action ?? method?.replace(/^post$/i, 'create') ?? '',
  )
    ? 'create'
    : undefined;
}

/** The ID of a setting is its name: `security_level`. Other IDs are hexadecimal. */
function readableId(id: string | undefined): string | undefined {
  return id === undefined || /^[0-9a-f-]{16,}$/i.test(id) ? undefined : id;
}
