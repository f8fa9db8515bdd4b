/** Parses an alert's body, which is a text, JSON in a text, or an object, with other keys for each type of alert. */
import { ALERT_BODY_DEPTH_MAX } from '../limits/answers.ts';
import { type AlertDetail, detailsIn } from './alert-details.ts';
import { firstText, isObject, type Json, objectsIn, textsOf } from './alert-fields.ts';
import { type AlertKind, type AlertNews, alertKindOf, newsOf } from './alert-kinds.ts';

/** A zone and the host in it that is meant: the two of one object, never of two. */
export interface AffectedZone {
  readonly zone: string;
  readonly host: string | undefined;
}

export interface AlertFacts {
  /** The zone's name, if the alert is about one zone. */
  readonly zone: string | undefined;
  /** The zone's ID, which some bodies have without a name. */
  readonly zoneId: string | undefined;
  /** All zones of an alert about several. */
  readonly affected: readonly AffectedZone[];
  /** What the alert is about: a host, a health check, a tunnel, a pool. */
  readonly subject: string | undefined;
  /** The hosts that the alert is about, such as those of a certificate. */
  readonly hosts: readonly string[];
  /** Cloudflare's word for what happened, such as `ssl.certificate.validation.failed`. */
  readonly event: string | undefined;
  readonly news: AlertNews | undefined;
  readonly oldState: string | undefined;
  readonly newState: string | undefined;
  readonly reason: string | undefined;
  readonly details: readonly AlertDetail[];
  /** All texts in the body: the zone may be named in any of them. */
  readonly texts: readonly string[];
}

/** In order of preference. From the webhook schemas in Cloudflare's documentation, and from recorded bodies. */
const KEYS = {
  zoneName: ['zone_name', 'target_zone_name'],
  zoneId: ['zone_tag', 'zone_id'],
  subject: [
    'health_check_name',
    'tunnel_name',
    'load_balancer_name',
    'pool_name',
    'script_name',
    'service_token_name',
    'hostname',
    'host',
    'target_hostname',
    'origin_name',
    'origin_ip',
    'target_ip',
  ],
  oldState: ['old_status', 'old_state', 'old_health', 'old_health_status', 'previous_status'],
  newState: [
    'new_status',
    'new_state',
    'new_health',
    'new_health_status',
    'incident_status',
    'certificate_status',
    'pack_status',
    'status',
    'state',
    'health',
  ],
  reason: [
    'reason',
    'failure_reason',
    'origin_failure_reason',
    'expected_status_reason',
    'message',
    'error',
    'summary',
    'text',
    'title',
    'description',
  ],
};

/** @param type as the history spells it. */
export function parseAlertBody(body: unknown, type = ''): AlertFacts {
  const parsed = typeof body === 'string' ? parseText(body) : body;
  const kind = alertKindOf(type);
  if (typeof parsed === 'string') return factsOfText(parsed, kind);
  const core = coreOf(parsed, ALERT_BODY_DEPTH_MAX);
  const all = objectsIn(parsed, ALERT_BODY_DEPTH_MAX);
  const inner = new Set(objectsIn(core, ALERT_BODY_DEPTH_MAX));
  // What is around the core, such as the policy's name, comes last.
  const objects = [...inner, ...all.filter((object) => !inner.has(object))];
  const affected = affectedZones(objects);
  const zoneId = firstText(objects, KEYS.zoneId) ?? textInZone(objects, 'id');
  const facts = {
    zone: affected.length > 1 ? undefined : (affected[0]?.zone ?? zoneName(objects)),
    zoneId: affected.length > 1 ? undefined : zoneId,
    subject:
      affected.length > 1
        ? undefined
        : (firstText([...inner], subjectKeys(objects, kind)) ?? firstText(objects, KEYS.subject)),
    event: eventOf(objects, type),
    oldState: firstText(objects, KEYS.oldState),
    newState: firstText(objects, KEYS.newState) ?? enabledState(objects),
    reason:
      validationErrors(objects) ??
      firstText(objects, [...(kind.reason ?? []), ...KEYS.reason]) ??
      statusCode(objects),
  };
  const hosts = objects.map(hostsOf).find((each) => each.length > 0) ?? [];
  const isOver = firstText(objects, ['alert_event'])?.endsWith('_END') === true;
  return {
    ...facts,
    affected: affected.length > 1 ? affected : [],
    hosts,
    news: isOver ? 'good' : newsOf(kind, [facts.event, facts.newState], facts.reason),
    details: detailsIn(withoutTold(core), [...Object.values(facts), ...hosts, hosts.join(', ')]),
    texts: objects.flatMap((object) => Object.values(object).flatMap(textsOf)),
  };
}

function factsOfText(text: string, kind: AlertKind): AlertFacts {
  return {
    zone: undefined,
    zoneId: undefined,
    affected: [],
    subject: undefined,
    hosts: [],
    event: undefined,
    news: newsOf(kind, [], text),
    oldState: undefined,
    newState: undefined,
    reason: text,
    details: [],
    texts: [text],
  };
}

function parseText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the alert is about lies in `data`, even twice: in the envelope of a webhook, and in the body of a certificate's. */
function coreOf(value: unknown, depth: number): unknown {
  const inner = isObject(value) ? value.data : undefined;
  return isObject(inner) && depth > 1 ? coreOf(inner, depth - 1) : value;
}

const TOLD = new Set(['unreachable_zones', 'validation_errors', 'metadata', 'hosts', 'hostnames', 'enabled']);

/** Without the lists and texts that the row has in fields of their own. */
function withoutTold(core: unknown): unknown {
  if (!isObject(core)) return core;
  return Object.fromEntries(Object.entries(core).filter(([key]) => !TOLD.has(key)));
}

/** The zones that the body names, each with the host beside it. */
function affectedZones(objects: readonly Json[]): AffectedZone[] {
  const pairs = objects.flatMap((object) => {
    const zone = firstText([object], KEYS.zoneName);
    return zone === undefined
      ? []
      : [{ zone, host: firstText([object], ['host', 'hostname', 'target_hostname']) }];
  });
  // The envelope may repeat what the inner object says of the same zone.
  const withHost = new Set(pairs.filter(({ host }) => host !== undefined).map(({ zone }) => zone));
  const known = new Set<string>();
  return pairs.filter(({ zone, host }) => {
    const pair = `${zone} ${host}`;
    if (known.has(pair) || (host === undefined && withHost.has(zone))) return false;
    known.add(pair);
    return true;
  });
}

/** The zone as a text, or as an object: `metadata.zone.{name,id}`, as in the example of the API documentation. */
function zoneName(objects: readonly Json[]): string | undefined {
  return textInZone(objects, 'name') ?? firstText(objects, ['zone']);
}

function textInZone(objects: readonly Json[], key: 'name' | 'id'): string | undefined {
  return firstText(
    objects.flatMap(({ zone }) => (isObject(zone) ? [zone] : [])),
    [key],
  );
}

/** Alerts of load balancing name the origin and its pool: `event_source` says which of them changed. */
function subjectKeys(objects: readonly Json[], kind: AlertKind): string[] {
  const source = firstText(objects, ['event_source']);
  const ofSource = source === undefined ? [] : [`${source.toLowerCase()}_name`];
  return [...ofSource, ...(kind.subject ?? []), ...KEYS.subject];
}

/** `metadata.event.type` in certificates' bodies; Workers' alerts have an `alert_type` of their own. */
function eventOf(objects: readonly Json[], type: string): string | undefined {
  const events = objects.flatMap(({ event }) => (isObject(event) ? [event] : []));
  const inner = objects.map(({ alert_type }) => alert_type).find((each) => each !== type);
  return (
    firstText(events, ['type']) ??
    firstText(objects, ['event_type']) ??
    (typeof inner === 'string' && inner !== '' ? inner : undefined) ??
    firstText(objects, ['alert_event'])
  );
}

function enabledState(objects: readonly Json[]): string | undefined {
  const enabled = objects.map((object) => object.enabled).find((each) => typeof each === 'boolean');
  if (enabled === undefined) return undefined;
  return enabled ? 'enabled' : 'disabled';
}

/** As a list, or as one text with commas or spaces. */
function hostsOf({ hosts, hostnames }: Json): string[] {
  return [hosts, hostnames].flatMap((value) =>
    typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : textsOf(value),
  );
}

function validationErrors(objects: readonly Json[]): string | undefined {
  const errors = objects.flatMap(({ validation_errors }) =>
    Array.isArray(validation_errors) ? validation_errors : [],
  );
  const texts = errors.map((error) =>
    typeof error === 'string' ? error : firstText(objectsIn(error, 1), ['message']),
  );
  return texts.filter(Boolean).join('; ') || undefined;
}

/** Alerts about origin errors have the HTTP status as a number. */
function statusCode(objects: readonly Json[]): string | undefined {
  const codes = objects.map(({ edge_response_status, status_code }) => edge_response_status ?? status_code);
  const code = codes.find((each) => typeof each === 'number');
  return code === undefined ? undefined : `HTTP ${code}`;
}
