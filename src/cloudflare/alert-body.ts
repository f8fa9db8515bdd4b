/** Parses an alert's body, which is a text, JSON in a text, or an object, with other keys for each type of alert. */
import { ALERT_BODY_DEPTH_MAX } from '../limits/answers.ts';

export interface AlertFacts {
  /** A zone's name or ID, whichever the body holds. */
  readonly zone: string | undefined;
  /** What the alert is about: a host, a health check, a tunnel, a pool. */
  readonly subject: string | undefined;
  /** The hosts that the alert is about, such as those of a certificate. */
  readonly hosts: readonly string[];
  readonly oldState: string | undefined;
  readonly newState: string | undefined;
  readonly reason: string | undefined;
  /** All texts in the body: the zone may be named in any of them. */
  readonly texts: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** In order of preference. From the webhook schemas in Cloudflare's documentation, and from real alert history. */
const KEYS = {
  zone: ['zone', 'zone_tag', 'zone_id'],
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
  ],
  oldState: ['old_status', 'old_state', 'old_health', 'previous_status'],
  newState: ['new_status', 'new_state', 'new_health', 'status', 'state', 'health'],
  reason: [
    'reason',
    'failure_reason',
    'expected_status_reason',
    'message',
    'error',
    'summary',
    'text',
    'title',
    'description',
  ],
};

export function parseAlertBody(body: unknown): AlertFacts {
  const parsed = typeof body === 'string' ? parseText(body) : body;
  if (typeof parsed === 'string') {
    return {
      zone: undefined,
      subject: undefined,
      hosts: [],
      oldState: undefined,
      newState: undefined,
      reason: parsed,
      texts: [parsed],
    };
  }
  const objects = objectsIn(parsed, ALERT_BODY_DEPTH_MAX);
  return {
    zone: firstText(objects, ['zone_name']) ?? textInZone(objects) ?? firstText(objects, KEYS.zone),
    subject: firstText(objects, KEYS.subject),
    hosts: objects.map(({ hosts }) => textsOf(hosts)).find((hosts) => hosts.length > 0) ?? [],
    oldState: firstText(objects, KEYS.oldState),
    newState: firstText(objects, KEYS.newState),
    reason: validationErrors(objects) ?? firstText(objects, KEYS.reason) ?? statusCode(objects),
    texts: objects.flatMap((object) => Object.values(object).flatMap(textsOf)),
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

/** The object and all objects inside it, outer ones first. */
function objectsIn(value: unknown, depth: number): Json[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, depth - 1));
  return [value as Json, ...Object.values(value).flatMap((inner) => objectsIn(inner, depth - 1))];
}

function firstText(objects: readonly Json[], keys: readonly string[]): string | undefined {
  for (const key of keys) {
    for (const object of objects) {
      const value = object[key];
      if (typeof value === 'string' && value !== '') return value;
      if (Array.isArray(value) && typeof value[0] === 'string') return textsOf(value).join(' ');
    }
  }
  return undefined;
}

/** The zone as an object: `metadata.zone.{name,id}`, as in the example of the API documentation. */
function textInZone(objects: readonly Json[]): string | undefined {
  const zones = objects.flatMap(({ zone }) =>
    typeof zone === 'object' && zone !== null ? [zone as Json] : [],
  );
  return firstText(zones, ['name', 'id']);
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

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
