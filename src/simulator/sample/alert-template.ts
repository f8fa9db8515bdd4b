/** Makes the alerts of an event: one for each address to which its policy sends. */
import { createRandom } from '../world/random.ts';
import { minutesBefore } from '../world/time.ts';
import type { SimAlert } from '../world/world.ts';
import { zoneId } from '../world/zone-template.ts';

export interface AlertEvent {
  minutesAgo: number;
  type: string;
  /** The form of the body in the history: text, the fields as an object or as JSON, or JSON with text and fields. */
  form: 'text' | 'json_text' | 'object' | 'envelope';
  text: string;
  data: Record<string, unknown>;
  /** What happened to a certificate: `ssl.certificate.validation.failed`. */
  certificateEvent?: string;
  /** The name of the zone; absent when the event is not about one zone. */
  zone?: string;
  /** 1: mail only. 2: also the chat webhook. 3: also the pager. */
  urgency: 1 | 2 | 3;
}

type Mechanism = Pick<SimAlert, 'mechanism' | 'mechanism_type'>;

/** Destinations are secrets or personal data: the real history shows them, but an agent must never see them. */
const MECHANISMS: Mechanism[] = [
  { mechanism_type: 'email', mechanism: 'oncall@northwind.example' },
  {
    mechanism_type: 'webhook',
    mechanism: 'https://hooks.chat.example/services/T0NORTH/B0WIND/not-a-real-secret',
  },
  { mechanism_type: 'pagerduty', mechanism: 'f00dfeedf00dfeedf00dfeedf00dfeed' },
];

const POLICIES: Record<string, { name: string; description: string }> = {
  http_alert_origin_error: { name: 'Origin 5xx', description: 'Elevated levels of 5xx errors at the origin' },
  real_origin_monitoring: { name: 'Origin reachability', description: 'Cloudflare cannot reach the origin' },
  health_check_status_notification: {
    name: 'Health checks',
    description: 'A health check changed its status',
  },
  advanced_ddos_attack_l7_alert: { name: 'HTTP DDoS', description: 'An HTTP DDoS attack was mitigated' },
  tunnel_health_event: { name: 'Tunnels', description: 'The health of a tunnel changed' },
  universal_ssl_event_type: {
    name: 'Universal SSL',
    description: 'Universal Certificate validation status, issuance, renewal, and expiration notices',
  },
  dedicated_ssl_certificate_event_type: {
    name: 'Advanced certificates',
    description: 'Advanced Certificate validation status, issuance, renewal, and expiration notices',
  },
  incident_alert: { name: 'Cloudflare incidents', description: 'Cloudflare status incidents' },
  maintenance_event_notification: {
    name: 'Maintenance',
    description: 'Maintenance in Cloudflare data centers',
  },
  billing_usage_alert: { name: 'Usage', description: 'Usage of a billed product passed its threshold' },
  expiring_service_token_alert: {
    name: 'Access tokens',
    description: 'An Access service token expires soon',
  },
};

export function makeAlerts(event: AlertEvent, accountId: string, now: Date): SimAlert[] {
  const policy = POLICIES[event.type] ?? {
    name: `New: ${event.type}`,
    description: 'A new kind of notification',
  };
  const random = createRandom(`${event.type} ${event.text} ${event.minutesAgo}`);
  const policyId = createRandom(`policy ${event.type}`).uuid();
  return MECHANISMS.slice(0, event.urgency).map(({ mechanism, mechanism_type }, index) => ({
    account_id: accountId,
    id: random.uuid(),
    name: policy.name,
    description: policy.description,
    alert_body: toBody(event, now),
    alert_type: event.type,
    mechanism,
    mechanism_type,
    policy_id: policyId,
    // The alerts of one event leave two seconds apart.
    sent: minutesBefore(now, event.minutesAgo - index / 30),
  }));
}

/** As Cloudflare writes them: the fields of the type, with the zone as name and tag; certificates have only its ID, in `metadata`. */
function toBody(event: AlertEvent, now: Date): unknown {
  if (event.form === 'text') return event.text;
  if (event.certificateEvent !== undefined) return inForm(event, toCertificateBody(event, now));
  const zone = event.zone ? { zone_name: event.zone, zone_tag: zoneId(event.zone) } : {};
  return inForm(event, { account_name: 'Northwind Outfitters', ...event.data, ...zone });
}

function inForm(event: AlertEvent, body: object): unknown {
  if (event.form === 'object') return body;
  return JSON.stringify(event.form === 'envelope' ? { text: event.text, data: body } : body);
}

function toCertificateBody(event: AlertEvent, now: Date) {
  return {
    data: {
      custom_csr_id: '',
      expires_on: null,
      id: createRandom(`certificate ${event.text}`).uuid(),
      issuer: '',
      method: 'txt',
      serial_number: '',
      settings: null,
      signature: '',
      status: 'pending_validation',
      type: '',
      uploaded_on: null,
      validation_errors: [],
      ...event.data,
    },
    metadata: {
      account: null,
      event: { id: '', type: event.certificateEvent, created_at: minutesBefore(now, event.minutesAgo) },
      zone: event.zone ? { id: zoneId(event.zone) } : null,
    },
  };
}
