/** What every simulated account and zone has; the files in `api/` add what only some have (`declare module`). */
import type { SimAuditEntry } from './audit-log.ts';
import type { SimStatusPage } from './status-page.ts';
import type { SimTraffic } from './traffic.ts';

export interface World {
  /** The moment "now" of this world; every other time was computed from it. */
  now: Date;
  accounts: SimAccount[];
  credentials: SimCredential[];
  zones: SimZone[];
  alerts: SimAlert[];
  audit_log: SimAuditEntry[];
  status_page: SimStatusPage;
}

/** An account as `GET /accounts/{account_id}` answers it. */
export interface SimAccount {
  id: string;
  name: string;
  type: 'standard' | 'enterprise';
  created_on: string;
  settings: { enforce_twofactor: boolean; abuse_contact_email: string | null };
}

export type SimCredential = SimToken | SimGlobalApiKey;

interface SimToken {
  kind: 'user_token' | 'account_token';
  token: string;
  status: 'active' | 'disabled' | 'expired';
  expires_on?: string;
  /** The account that owns an account token; absent in user tokens. */
  account_id?: string;
  /** The e-mail address of the user who made a user token, as `GET /user` answers it. */
  email?: string;
  /** Cloudflare's own names, for example `Zone Read`. */
  permissions: readonly string[];
  /** When present, only these zones are in the token's scope. */
  zones?: string[];
  /** When present, only these accounts are in the token's scope. */
  accounts?: string[];
  /** False when the client IP filter of the token excludes the caller. */
  allowed_ips?: boolean;
}

interface SimGlobalApiKey {
  kind: 'global_api_key';
  key: string;
  email: string;
  /** The accounts of which the user is a member; the key may read everything in them. */
  accounts: string[];
}

/** A zone as `GET /zones/{zone_id}` answers it. */
export interface ZoneObject {
  id: string;
  name: string;
  status: string;
  paused: boolean;
  type: string;
  /** Seconds until development mode ends. Negative when it has ended, 0 when it was never on. */
  development_mode: number;
  name_servers: string[];
  original_name_servers: string[] | null;
  original_registrar: string | null;
  original_dnshost: string | null;
  modified_on: string;
  created_on: string;
  activated_on: string | null;
  vanity_name_servers: string[];
  cname_suffix?: string;
  verification_key?: string;
  meta: Record<string, boolean | number>;
  owner: { id: string; type: string; name: string; email: string };
  account: { id: string; name: string };
  tenant: { id: string; name: string };
  tenant_unit: { id: string };
  permissions: string[];
  plan: ZonePlan;
}

export interface ZonePlan {
  id: string;
  name: string;
  price: number;
  currency: string;
  frequency: string;
  is_subscribed: boolean;
  can_subscribe: boolean;
  legacy_id: string;
  legacy_discount: boolean;
  externally_managed: boolean;
}

/** The zone object, and what the other endpoints of the zone answer. */
export interface SimZone extends ZoneObject {
  records: SimRecord[];
  settings: Record<string, SimSetting>;
  universal_ssl: { enabled: boolean };
  certificate_packs: SimCertificatePack[];
  dnssec: SimDnssec;
  traffic: SimTraffic;
  /** Fields of the zone object that no document names: the real API sends such fields too. */
  undocumented?: Record<string, unknown>;
}

export interface SimRecord {
  id: string;
  name: string;
  type: string;
  content: string;
  proxiable: boolean;
  proxied: boolean;
  ttl: number;
  priority?: number;
  data?: Record<string, string | number>;
  settings: Record<string, boolean>;
  meta: Record<string, unknown>;
  comment: string | null;
  tags: string[];
  created_on: string;
  modified_on: string;
  comment_modified_on?: string;
  tags_modified_on?: string;
}

export interface SimSetting {
  id: string;
  value: unknown;
  editable: boolean;
  modified_on: string | null;
  time_remaining?: number;
}

export interface SimCertificatePack {
  id: string;
  type: string;
  hosts: string[];
  primary_certificate: string;
  status: string;
  certificates: SimCertificate[];
  validation_method: string;
  validity_days: number;
  certificate_authority: string;
  cloudflare_branding: boolean;
  validation_errors?: { message: string }[];
  validation_records?: { status: string; txt_name: string; txt_value: string }[];
}

interface SimCertificate {
  id: string;
  hosts: string[];
  issuer: string;
  signature: string;
  status: string;
  bundle_method: string;
  zone_id: string;
  uploaded_on: string;
  modified_on: string;
  expires_on: string;
  priority: number;
}

interface SimDnssec {
  status: 'active' | 'pending' | 'disabled' | 'pending-disabled' | 'error';
  flags: number | null;
  algorithm: string | null;
  key_type: string | null;
  digest_type: string | null;
  digest_algorithm: string | null;
  digest: string | null;
  ds: string | null;
  key_tag: number | null;
  public_key: string | null;
  modified_on: string | null;
}

/** One notification that was sent to one address, as the alert history answers it, and its account. */
export interface SimAlert {
  account_id: string;
  id: string;
  name: string;
  description: string;
  /** Plain text, JSON as text, or an object: the real history answers all three. */
  alert_body: unknown;
  alert_type: string;
  mechanism: string;
  mechanism_type: 'email' | 'pagerduty' | 'webhook';
  policy_id: string;
  sent: string;
}
