/** DNS records of the sample zones: mail, certificate authorities and hosts, as ordinary companies have them. */
import { createRandom } from '../world/random.ts';
import { makeRecord, type RecordFacts } from '../world/record-template.ts';
import { minutesBefore } from '../world/time.ts';
import type { SimRecord } from '../world/world.ts';

/** The address of a server that was switched off last year. Records in a few zones still point to it. */
export const OLD_ORIGIN = '192.168.1.1';

/** The address to which the shop was moved, where nothing listens. */
export const NEW_ORIGIN = '198.51.100.77';

const REGIONS = ['ams', 'fra', 'iad', 'sin'];

/** The beginning of a key that is long enough to be split: DNS allows 255 characters in a string. */
const DKIM_KEY = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA';

/** The certificate authorities that a zone allows by default. */
const AUTHORITIES = ['letsencrypt.org', 'pki.goog'];

export interface OrdinaryRecords {
  /** The number of hosts, each named after its region. */
  hosts: number;
  extraRecords?: RecordFacts[];
  /** The certificate authorities that the CAA records allow. */
  authorities?: string[];
  /** The target of www; the apex when absent. */
  www?: string;
}

/** What most zones of the company have: an apex, mail and hosts. */
export function ordinaryRecords(zone: string, options: OrdinaryRecords, now: Date): SimRecord[] {
  const { hosts, extraRecords = [], authorities = AUTHORITIES, www = zone } = options;
  const random = createRandom(`records ${zone}`);
  const facts: RecordFacts[] = [
    { type: 'A', name: zone, content: `203.0.113.${random.integer(20, 60)}`, proxied: true },
    { type: 'CNAME', name: `www.${zone}`, content: www, proxied: true },
    ...mailRecords(zone),
    ...caaRecords(zone, authorities),
    ...extraRecords,
  ];
  for (let index = 1; index <= hosts; index += 1) {
    const region = REGIONS[index % REGIONS.length];
    const name = `host-${String(index).padStart(3, '0')}.${region}.${zone}`;
    // Private addresses. One begins like the old origin, so that a careless search finds it by mistake.
    const content =
      index === 1 ? `${OLD_ORIGIN}0` : `10.${random.integer(0, 40)}.${random.integer(0, 255)}.${index}`;
    facts.push({ type: 'A', name, content, ttl: 120, tags: ['managed-by:terraform', `region:${region}`] });
  }
  return facts.map((fact) => makeRecord(fact, now));
}

/** example.com, the shop. Its origin was changed two hours and ten minutes ago. */
export function shopRecords(zone: string, now: Date): SimRecord[] {
  const modifiedOn = minutesBefore(now, 130);
  const comment = 'CHG-4711: move shop to new origin (was 203.0.113.10)';
  const repointed = { type: 'A', content: NEW_ORIGIN, proxied: true, comment, modifiedOn };
  const shopTags = ['team:storefront', 'env:production'];
  const facts: RecordFacts[] = [
    { ...repointed, name: zone, tags: shopTags },
    { ...repointed, name: `shop.${zone}`, tags: shopTags },
    { ...repointed, name: `checkout.${zone}`, tags: ['team:payments', 'env:production'] },
    { type: 'AAAA', name: zone, content: '2001:db8::1', proxied: true },
    { type: 'CNAME', name: `www.${zone}`, content: zone, proxied: true, tags: shopTags },
    {
      type: 'CNAME',
      name: `*.${zone}`,
      content: zone,
      proxied: true,
      comment: 'Wildcard for regional storefronts',
    },
    { type: 'A', name: `api.${zone}`, content: '203.0.113.12', proxied: true, tags: ['team:platform'] },
    { type: 'A', name: `admin.${zone}`, content: '203.0.113.13', ttl: 300, comment: 'VPN only' },
    { type: 'A', name: `staging.${zone}`, content: OLD_ORIGIN, tags: ['env:staging'] },
    { type: 'A', name: `old-origin.${zone}`, content: OLD_ORIGIN, comment: 'TODO: remove after migration' },
    { type: 'CNAME', name: `status.${zone}`, content: 'northwind.statuspage.example', ttl: 300 },
    { type: 'CNAME', name: `assets.${zone}`, content: 'assets.northwind-cdn.example', proxied: true },
    { type: 'NS', name: `lab.${zone}`, content: 'ns1.lab.northwind.example', ttl: 86_400 },
    { type: 'NS', name: `lab.${zone}`, content: 'ns2.lab.northwind.example', ttl: 86_400 },
    {
      type: 'SRV',
      name: `_sip._tcp.${zone}`,
      content: '5 5060 sip.northwind.example',
      priority: 10,
      data: { priority: 10, weight: 5, port: 5060, target: 'sip.northwind.example' },
    },
    {
      type: 'HTTPS',
      name: `shop.${zone}`,
      content: '1 . alpn="h3,h2"',
      data: { priority: 1, target: '.', value: 'alpn="h3,h2"' },
    },
    { type: 'TXT', name: zone, content: '"google-site-verification=northwind-demo-7Qx2"', ttl: 3600 },
    ...mailRecords(zone),
    ...caaRecords(zone, AUTHORITIES),
  ];
  return facts.map((fact) => makeRecord(fact, now));
}

function mailRecords(zone: string): RecordFacts[] {
  const random = createRandom(`dkim ${zone}`);
  const key = `${DKIM_KEY}${random.hex(300)}IDAQAB`;
  const dkim = `"v=DKIM1; k=rsa; p=${key.slice(0, 230)}" "${key.slice(230)}"`;
  const dmarc = `"v=DMARC1; p=quarantine; rua=mailto:dmarc@northwind.example; pct=100; adkim=s; aspf=s"`;
  return [
    { type: 'MX', name: zone, content: 'mx1.mail.northwind.example', priority: 10, ttl: 3600 },
    { type: 'MX', name: zone, content: 'mx2.mail.northwind.example', priority: 20, ttl: 3600 },
    {
      type: 'TXT',
      name: zone,
      content: '"v=spf1 ip4:192.168.1.10 include:_spf.mail.example -all"',
      ttl: 3600,
    },
    { type: 'TXT', name: `_dmarc.${zone}`, content: dmarc, ttl: 3600 },
    { type: 'TXT', name: `s1._domainkey.${zone}`, content: dkim, ttl: 3600, tags: ['team:mail'] },
  ];
}

function caaRecords(zone: string, authorities: string[]): RecordFacts[] {
  return authorities.map((authority) => ({
    type: 'CAA',
    name: zone,
    content: `0 issue "${authority}"`,
    data: { flags: 0, tag: 'issue', value: authority },
  }));
}
