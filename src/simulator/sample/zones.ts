/** The twelve zones of Northwind Outfitters, and what is special about some of them. */
import { lazily } from '../world/lazily.ts';
import type { RecordFacts } from '../world/record-template.ts';
import { minutesBefore } from '../world/time.ts';
import type { SimAccount, SimZone } from '../world/world.ts';
import { makeZone, type ZoneFacts } from '../world/zone-template.ts';
import { failingRenewal, universalPack } from './certificates.ts';
import { sampleCustomCertificates } from './custom-certificates.ts';
import { OLD_ORIGIN, type OrdinaryRecords, ordinaryRecords, shopRecords } from './dns-records.ts';
import { sampleHealthchecks } from './healthchecks.ts';
import { apiLoadBalancer } from './load-balancers.ts';
import { ordinaryTraffic, sampleTraffic } from './traffic.ts';
import { tunnelHostname } from './tunnels.ts';
import { makeSettings, type SettingChange } from './zone-settings.ts';

/** The zone of the incident. */
export const SHOP_ZONE = 'example.com';
/** The zone whose advanced certificate expires soon and cannot be renewed. */
export const PAYMENT_ZONE = 'northwind-pay.example';

/** Cloudflare ends development mode after three hours. */
const DEVELOPMENT_MODE_SECONDS = 10_800;

interface SampleZone extends ZoneFacts, OrdinaryRecords {
  changes?: Record<string, SettingChange>;
}

export function sampleZones(account: SimAccount, now: Date): SimZone[] {
  return describeZones(now).map((sample) => {
    const { hosts, extraRecords, authorities, www, changes = {}, ...facts } = sample;
    const { name, plan } = facts;
    const renewal = name === PAYMENT_ZONE ? failingRenewal(name, now) : [];
    const contents = {
      records: [],
      settings: {},
      // A pending zone has no certificate yet.
      certificate_packs: facts.status === 'pending' ? [] : [universalPack(name, now), ...renewal],
      traffic: sampleTraffic(facts, now),
      load_balancers: name === SHOP_ZONE ? [apiLoadBalancer(name, now)] : [],
      healthchecks: sampleHealthchecks(name, now),
      custom_certificates: sampleCustomCertificates(name, now),
    };
    return lazily(makeZone(facts, account, contents, now), {
      records: () =>
        name === SHOP_ZONE
          ? shopRecords(name, now)
          : ordinaryRecords(name, { hosts, extraRecords, authorities, www }, now),
      settings: () => makeSettings(name, plan, changes, now),
    });
  });
}

/** A zone of another account. The tokens of Northwind cannot see it. */
export function foreignZone(account: SimAccount, now: Date): SimZone {
  const name = 'fabrikam.example';
  const contents = {
    records: ordinaryRecords(name, { hosts: 3, extraRecords: [oldOriginRecord(`vpn.${name}`)] }, now),
    settings: makeSettings(name, 'Pro', {}, now),
    certificate_packs: [universalPack(name, now)],
    traffic: ordinaryTraffic({ name, plan: 'Pro' }),
  };
  return makeZone({ name, plan: 'Pro' }, account, contents, now);
}

function describeZones(now: Date): SampleZone[] {
  const developmentMinutes = 40;
  return [
    {
      name: SHOP_ZONE,
      plan: 'Enterprise',
      dnssec: 'active',
      hosts: 0,
      changes: {
        security_level: { value: 'high', modified_on: minutesBefore(now, 95) },
        always_online: { value: 'on', modified_on: minutesBefore(now, 90) },
        ciphers: { value: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'] },
      },
    },
    {
      name: 'example.net',
      plan: 'Business',
      dnssec: 'active',
      hosts: 40,
      extraRecords: [oldOriginRecord('ftp.example.net')],
    },
    { name: 'example.org', plan: 'Pro', hosts: 24, changes: { min_tls_version: { value: '1.0' } } },
    { name: 'northwind.example', plan: 'Business', dnssec: 'pending', hosts: 36 },
    {
      name: PAYMENT_ZONE,
      plan: 'Enterprise',
      dnssec: 'active',
      hosts: 18,
      extraRecords: ['checkout', 'api'].map((host) => paymentRecord(`${host}.${PAYMENT_ZONE}`)),
      // Let's Encrypt is missing here: this is why its certificate cannot be renewed.
      authorities: ['pki.goog'],
      changes: { tls_client_auth: { value: 'on' } },
    },
    {
      name: 'northwind-cdn.example',
      plan: 'Pro',
      hosts: 30,
      developmentMode: DEVELOPMENT_MODE_SECONDS - developmentMinutes * 60,
      changes: {
        development_mode: {
          value: 'on',
          modified_on: minutesBefore(now, developmentMinutes),
          time_remaining: DEVELOPMENT_MODE_SECONDS - developmentMinutes * 60,
        },
      },
    },
    { name: 'xn--bcher-kva.example', plan: 'Free', hosts: 6 },
    {
      name: 'outfitters.example',
      plan: 'Free',
      hosts: 12,
      www: tunnelHostname('returns-portal'),
      extraRecords: [oldOriginRecord('origin.outfitters.example')],
      changes: { ssl: { value: 'flexible' }, always_use_https: { value: 'off' } },
    },
    {
      name: 'legacy-northwind.example',
      plan: 'Free',
      hosts: 20,
      www: tunnelHostname('warehouse-ams'),
      extraRecords: [
        oldOriginRecord('intranet.legacy-northwind.example'),
        oldOriginRecord('mail.legacy-northwind.example'),
      ],
      changes: { ssl: { value: 'off' }, tls_1_3: { value: 'off' }, min_tls_version: { value: '1.0' } },
    },
    { name: 'northwind-launch.example', plan: 'Free', status: 'pending', hosts: 2 },
    {
      name: 'northwind-archive.example',
      plan: 'Free',
      paused: true,
      hosts: 8,
      www: tunnelHostname('old-office'),
    },
    {
      name: 'trailmaps.example',
      plan: 'Business',
      type: 'partial',
      hosts: 28,
      www: tunnelHostname('pos-sync'),
    },
  ];
}

function paymentRecord(name: string): RecordFacts {
  return { type: 'A', name, content: '203.0.113.80', proxied: true, tags: ['team:payments'] };
}

function oldOriginRecord(name: string): RecordFacts {
  return {
    type: 'A',
    name,
    content: OLD_ORIGIN,
    comment: 'Old origin, decommissioned',
    tags: ['env:legacy'],
  };
}
