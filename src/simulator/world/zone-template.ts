/** Makes a zone from a few facts: the sample zones and those of the load tests. */
import { createRandom } from './random.ts';
import { daysBefore } from './time.ts';
import type { SimAccount, SimZone, ZoneObject, ZonePlan } from './world.ts';

export type PlanName = 'Free' | 'Pro' | 'Business' | 'Enterprise';

export interface ZoneFacts {
  name: string;
  plan: PlanName;
  status?: 'active' | 'pending';
  paused?: boolean;
  type?: 'full' | 'partial';
  /** Seconds until development mode ends. */
  developmentMode?: number;
  dnssec?: 'active' | 'pending' | 'disabled';
}

/** Everything that the template does not make by itself. */
type ZoneContents = Omit<SimZone, keyof ZoneObject | 'universal_ssl' | 'dnssec'>;

const PRICES: Record<PlanName, number> = { Free: 0, Pro: 20, Business: 200, Enterprise: 0 };

/** The id depends on the name alone, so it is the same in every world. */
export function zoneId(name: string): string {
  return createRandom(`zone ${name}`).hex(32);
}

export function makeZone(facts: ZoneFacts, account: SimAccount, contents: ZoneContents, now: Date): SimZone {
  const random = createRandom(`details ${facts.name}`);
  const status = facts.status ?? 'active';
  const createdDaysAgo = status === 'pending' ? 2 : random.integer(200, 1500);
  return {
    id: zoneId(facts.name),
    name: facts.name,
    status,
    paused: facts.paused ?? false,
    type: facts.type ?? 'full',
    development_mode: facts.developmentMode ?? 0,
    name_servers: ['ada.ns.cloudflare.com', 'lou.ns.cloudflare.com'],
    original_name_servers: ['ns1.hosting.example', 'ns2.hosting.example'],
    original_registrar: 'example registrar, inc. (id: 9999)',
    original_dnshost: null,
    modified_on: daysBefore(now, random.integer(1, 60)),
    created_on: daysBefore(now, createdDaysAgo),
    activated_on: status === 'pending' ? null : daysBefore(now, createdDaysAgo - 1),
    vanity_name_servers: [],
    ...(facts.type === 'partial' && { cname_suffix: 'cdn.cloudflare.net' }),
    ...((facts.type === 'partial' || status === 'pending') && {
      verification_key: `${random.integer(100_000_000, 999_999_999)}-${random.integer(100_000_000, 999_999_999)}`,
    }),
    meta: {
      step: status === 'pending' ? 2 : 4,
      custom_certificate_quota: facts.plan === 'Enterprise' ? 5 : 0,
      page_rule_quota: facts.plan === 'Free' ? 3 : 50,
      phishing_detected: false,
    },
    owner: { id: random.hex(32), type: 'organization', name: account.name, email: 'owner@northwind.example' },
    account: { id: account.id, name: account.name },
    tenant: { id: random.hex(32), name: 'Reseller Tenant GmbH' },
    tenant_unit: { id: random.hex(32) },
    permissions: ['#analytics:read', '#dns_records:read', '#ssl:read', '#zone:read', '#zone_settings:read'],
    plan: makePlan(facts.plan),
    ...contents,
    universal_ssl: { enabled: true },
    dnssec: makeDnssec(facts, now),
  };
}

function makePlan(name: PlanName): ZonePlan {
  return {
    id: createRandom(`plan ${name}`).hex(32),
    name: name === 'Free' || name === 'Enterprise' ? `${name} Website` : `${name} Plan`,
    price: PRICES[name],
    currency: 'USD',
    frequency: name === 'Free' ? '' : 'monthly',
    is_subscribed: name !== 'Free',
    can_subscribe: false,
    legacy_id: name.toLowerCase(),
    legacy_discount: false,
    externally_managed: false,
  };
}

/** A zone without DNSSEC has no keys: the API answers null in each of these fields. */
function makeDnssec({ name, dnssec: status = 'disabled' }: ZoneFacts, now: Date): SimZone['dnssec'] {
  if (status === 'disabled') {
    return {
      status,
      flags: null,
      algorithm: null,
      key_type: null,
      digest_type: null,
      digest_algorithm: null,
      digest: null,
      ds: null,
      key_tag: null,
      public_key: null,
      modified_on: null,
    };
  }
  const random = createRandom(`dnssec ${name}`);
  const digest = random.hex(64).toUpperCase();
  const keyTag = random.integer(1000, 65_000);
  return {
    status,
    flags: 257,
    algorithm: '13',
    key_type: 'ECDSAP256SHA256',
    digest_type: '2',
    digest_algorithm: 'SHA256',
    digest,
    ds: `${name}. 3600 IN DS ${keyTag} 13 2 ${digest}`,
    key_tag: keyTag,
    public_key: `mdsswUyr3DPW132mOi8V9xESWE8jTo0d${random.hex(32)}`,
    modified_on: daysBefore(now, random.integer(30, 400)),
  };
}
