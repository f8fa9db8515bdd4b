/** Thirty days of audit log: what people, tokens and Cloudflare itself did. The last hours are the incident. */

import type { SimAuditEntry } from '../world/audit-log.ts';
import { createRandom } from '../world/random.ts';
import { DAY_MINUTES } from '../world/time.ts';
import type { SimAccount, SimZone } from '../world/world.ts';
import {
  type AuditFacts,
  DANA,
  EXTERNAL_DNS,
  LIWEI,
  makeAuditEntry,
  SAMIRA,
  SYSTEM,
  TERRAFORM,
} from './audit-entry-template.ts';
import { incidentEntries } from './incident-audit-log.ts';
import { PAYMENT_ZONE, SHOP_ZONE } from './zones.ts';

/** Secrets in the bodies of audit entries, as they occur in the real log. They must never reach an agent. */
export const AUDIT_SECRETS = {
  token: 'cfat_LeakedByAuditLog_not_a_real_token_0123456789abcd',
  privateKey: '-----BEGIN PRIVATE KEY-----\nbm90LWEtcmVhbC1wcml2YXRlLWtleQ==\n-----END PRIVATE KEY-----',
  webhookSecret: 'not-a-real-webhook-secret-7f3a91',
};

const OTHER_ZONES = [
  'example.net',
  'example.org',
  'northwind.example',
  'trailmaps.example',
  'outfitters.example',
];
type Routine = readonly [type: string, method: string, description: string];
const ROUTINE: readonly [Routine, ...Routine[]] = [
  ['create', 'POST', 'Create DNS Record'],
  ['update', 'PATCH', 'Update DNS Record'],
  ['delete', 'DELETE', 'Delete DNS Record'],
];
const WRITERS = [DANA, LIWEI, TERRAFORM, EXTERNAL_DNS, TERRAFORM];

export function sampleAuditLog(account: SimAccount, zones: SimZone[], now: Date): SimAuditEntry[] {
  const shop = zones.find(({ name }) => name === SHOP_ZONE);
  const facts = [
    ...(shop ? incidentEntries(shop) : []),
    ...certificateOrders(),
    ...secrets(),
    ...membership(),
    ...systemActions(),
    ...routineRecords(),
  ];
  return facts.map((each) => makeAuditEntry(each, account, now));
}

/** The order of the certificate that cannot be validated now. */
function certificateOrders(): AuditFacts[] {
  const hosts = [PAYMENT_ZONE, `checkout.${PAYMENT_ZONE}`, `api.${PAYMENT_ZONE}`];
  return [
    {
      minutesAgo: 3.4 * DAY_MINUTES,
      by: LIWEI,
      type: 'create',
      description: 'Order Advanced Certificate Pack',
      product: 'ssl',
      resourceType: 'certificate_pack',
      method: 'POST',
      path: '/ssl/certificate_packs/order',
      zone: PAYMENT_ZONE,
      request: { type: 'advanced', hosts, certificate_authority: 'lets_encrypt', validation_method: 'txt' },
      response: { status: 'initializing', hosts },
    },
  ];
}

/** Entries whose bodies hold secrets. */
function secrets(): AuditFacts[] {
  const base = { by: SAMIRA, type: 'create', method: 'POST' };
  return [
    {
      ...base,
      minutesAgo: 2.2 * DAY_MINUTES,
      description: 'Create Account API Token',
      product: 'api_tokens',
      resourceType: 'account_token',
      path: '/tokens',
      request: {
        name: 'terraform-ci-2',
        policies: [{ effect: 'allow', permission_groups: [{ name: 'DNS Write' }] }],
      },
      response: { name: 'terraform-ci-2', status: 'active', value: AUDIT_SECRETS.token },
    },
    {
      ...base,
      minutesAgo: 6.6 * DAY_MINUTES,
      description: 'Upload Custom Certificate',
      product: 'ssl',
      resourceType: 'custom_certificate',
      path: '/custom_certificates',
      zone: 'example.net',
      request: { bundle_method: 'ubiquitous', private_key: AUDIT_SECRETS.privateKey },
      response: { status: 'active', issuer: 'Example Trust' },
    },
    {
      ...base,
      minutesAgo: 11.3 * DAY_MINUTES,
      description: 'Create Webhook Destination',
      product: 'alerting',
      resourceType: 'webhook',
      path: '/alerting/v3/destinations/webhooks',
      request: {
        name: 'chat',
        url: 'https://hooks.chat.example/services/T0NORTH',
        secret: AUDIT_SECRETS.webhookSecret,
      },
      response: { id: 'chat' },
    },
  ];
}

function membership(): AuditFacts[] {
  return [8.7, 19.2].map((day, index) => ({
    minutesAgo: day * DAY_MINUTES,
    by: SAMIRA,
    type: index === 0 ? 'create' : 'delete',
    description: index === 0 ? 'Add Member' : 'Remove Member',
    product: 'members',
    resourceType: 'member',
    method: index === 0 ? 'POST' : 'DELETE',
    path: index === 0 ? '/members' : '/members/former',
    request: { email: 'temp.helper@northwind.example', roles: ['Administrator Read Only'] },
  }));
}

/** Cloudflare renews certificates by itself. */
function systemActions(): AuditFacts[] {
  return [1.5, 7.2, 13.3, 18.6, 22.1, 29.4].map((day) => ({
    minutesAgo: day * DAY_MINUTES,
    by: SYSTEM,
    type: 'update',
    description: 'Renew Universal Certificate',
    product: 'ssl',
    resourceType: 'certificate_pack',
    method: '',
    path: '/ssl/certificate_packs',
    zone: 'outfitters.example',
  }));
}

/** Everyday changes: hosts come and go. */
function routineRecords(): AuditFacts[] {
  return Array.from({ length: 41 }, (_, index): AuditFacts => {
    const random = createRandom(`routine ${index}`);
    const zone = OTHER_ZONES[index % OTHER_ZONES.length] ?? SHOP_ZONE;
    const by = WRITERS[random.integer(0, WRITERS.length - 1)] ?? TERRAFORM;
    const [type, method, description] = ROUTINE[random.integer(0, ROUTINE.length - 1)] ?? ROUTINE[0];
    const record = { type: 'A', name: `host-${random.integer(50, 99)}.${zone}`, content: `10.9.0.${index}` };
    return {
      // From 30 days ago until 5 hours ago; more of them in the last days.
      minutesAgo: 300 + Math.round((index / 41) ** 1.6 * 29 * DAY_MINUTES) + random.integer(1, 50),
      by,
      type,
      description,
      product: 'dns_records',
      resourceType: 'dns_record',
      method,
      path: '/dns_records',
      zone,
      ...(type === 'delete' ? {} : { request: { ...record, ttl: 120 } }),
      response: type === 'delete' ? { before: record } : { after: record },
    };
  });
}
