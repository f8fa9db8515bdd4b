/** DNS records that were deleted, changed or never made. */
import { EXTERNAL_DNS, LIWEI, TERRAFORM } from '../../../src/simulator/sample/audit-entry-template.ts';
import { recordChanged, recordCreated, recordDeleted } from '../changes.ts';
import { concluded, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { WILDCARD } from '../misleading.ts';
import { addRecord, type Scene, vanishes, ZONE } from '../world.ts';

const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const recordsOf = (name: string, type?: string): Question => [
  'list_dns_records',
  { zone: ZONE, name, ...(type !== undefined && { type }) },
];

/** As if the zone never had one: a host without a record of its own then has no answer. */
function withoutWildcard({ zone }: Scene): void {
  zone.records = zone.records.filter(({ name }) => !name.startsWith('*'));
}

const fell = concluded(
  'get_http_errors',
  /requests/i,
  /fell|fall|drop|lost|fewer|down|gone|stopped|nothing|(-|by )\d\d/i,
  /17:1[0-5]/,
);

export const RECORD_INCIDENTS: Incident[] = [
  {
    id: 'd-deleted',
    complaint: 'api.example.com: NXDOMAIN',
    breakWorld: (scene) => {
      withoutWildcard(scene);
      recordDeleted(scene, 'api.example.com', 'A');
      vanishes(scene, { hosts: ['api.example.com'] });
    },
    questions: [
      ['get_http_errors', { zone: ZONE, host: 'api.example.com', since: '3h' }],
      recordsOf('api'),
      CHANGES,
    ],
    facts: {
      'requests fell to nothing, and since when': fell,
      'there is no record': from('list_dns_records', /no record/i),
      'who deleted what, by name': from('list_changes', /dana\.okafor/, /delete/, /api\.example\.com/),
    },
    mustNot: WILDCARD,
  },
  {
    id: 'd-extdns',
    complaint: 'Forty hosts are gone since the cluster upgrade',
    breakWorld: (scene) => {
      withoutWildcard(scene);
      for (let index = 10; index < 22; index += 1) {
        const name = `svc-${index}.k8s.example.com`;
        addRecord(scene, { type: 'A', name, content: `203.0.113.${index}` });
        recordDeleted(scene, name, 'A', { by: EXTERNAL_DNS, minutesAgo: 47 + index / 60 });
      }
    },
    questions: [CHANGES],
    facts: {
      'which token deleted the first, by name': from(
        'list_changes',
        /external-dns/,
        /delete/,
        /svc-10\.k8s\.example\.com/,
      ),
      'and a later one': from('list_changes', /svc-14\.k8s\.example\.com/),
    },
  },
  {
    id: 'd-proxy-off',
    complaint: 'Certificate warning on shop; the traffic graph is empty',
    breakWorld: (scene) => {
      recordChanged(scene, 'shop.example.com', 'A', { proxied: false });
      vanishes(scene, { hosts: ['shop.example.com'], share: 0.98 });
    },
    questions: [['get_http_errors', { zone: ZONE, host: 'shop.example.com', since: '3h' }], CHANGES],
    facts: {
      'requests fell, and since when': fell,
      'who switched the proxy off': from(
        'list_changes',
        /dana\.okafor/,
        /shop\.example\.com/,
        /proxied/,
        /false/,
      ),
    },
  },
  {
    id: 'd-proxy-on',
    complaint: 'SSH does not connect',
    breakWorld: (scene) => {
      addRecord(scene, { type: 'A', name: 'ssh.example.com', content: '203.0.113.22' });
      recordChanged(scene, 'ssh.example.com', 'A', { proxied: true, ttl: 1 });
    },
    questions: [CHANGES],
    facts: {
      'who switched the proxy on': from(
        'list_changes',
        /dana\.okafor/,
        /ssh\.example\.com/,
        /proxied/,
        /true/,
      ),
    },
  },
  {
    id: 'd-shadow',
    complaint: 'The French shop is NXDOMAIN since the verification record',
    breakWorld: (scene) => {
      const name = 'store-fr.example.com';
      const record = addRecord(scene, { type: 'TXT', name, content: '"pay-verification=7Qx2"', ttl: 300 });
      recordCreated(scene, record, { by: LIWEI });
    },
    questions: [recordsOf('store-fr', 'A'), CHANGES],
    facts: {
      'a TXT record of this name ends the wildcard': from(
        'list_dns_records',
        /store-fr/,
        /\bTXT\b(?! contents)/,
      ),
      'who made it': from('list_changes', /li\.wei/, /store-fr\.example\.com/),
    },
    mustNot: WILDCARD,
  },
  {
    id: 'd-nxdomain',
    complaint: 'DNS_PROBE_FINISHED_NXDOMAIN for a new host',
    breakWorld: withoutWildcard,
    questions: [recordsOf('beta.example.com'), recordsOf('\\*')],
    facts: {
      'there is no record': from('list_dns_records', /no record/i, /beta\.example\.com/),
      'and no wildcard': from(
        'list_dns_records',
        /\bno\b/i,
        /\*\.example\.com|wildcard/i,
        (text) => !/may answer|answers for/.test(text),
      ),
    },
    mustNot: WILDCARD,
  },
  {
    id: 'd-mail-mx',
    complaint: 'No mail since we turned the cloud orange',
    breakWorld: (scene) => {
      scene.zone.records = scene.zone.records.filter(({ type }) => type !== 'MX');
      addRecord(scene, { type: 'MX', name: ZONE, content: 'mail.example.com', priority: 10, ttl: 3600 });
      addRecord(scene, { type: 'A', name: 'mail.example.com', content: '203.0.113.25' });
      recordChanged(scene, 'mail.example.com', 'A', { proxied: true, ttl: 1 });
    },
    questions: [['list_dns_records', { zone: ZONE, type: 'MX' }], recordsOf('mail'), CHANGES],
    facts: {
      'where mail goes': from('list_dns_records', /MX/, /mail\.example\.com/),
      'that name is proxied, which mail cannot pass': from(
        'list_dns_records',
        /MX/,
        /mail\.example\.com/,
        /proxied(?!":false)/i,
      ),
      'who switched the proxy on': from('list_changes', /dana\.okafor/, /mail\.example\.com/, /proxied/),
    },
  },
  {
    id: 'd-mail-spf',
    complaint: 'Our mails land in spam, or are refused',
    breakWorld: (scene) => {
      scene.zone.records = scene.zone.records.filter(({ content }) => !content.includes('google-site'));
      recordChanged(
        scene,
        ZONE,
        'TXT',
        { content: '"v=spf1 include:_spf.crm.example -all"' },
        { by: TERRAFORM },
      );
    },
    questions: [['list_changes', { zone: ZONE, since: '24h' }]],
    facts: {
      'which token changed SPF, to what': from(
        'list_changes',
        /terraform-ci/,
        /v=spf1 include:_spf\.crm\.example/,
      ),
    },
  },
  {
    id: 'd-takeover',
    complaint: 'promo.example.com shows a casino',
    breakWorld: (scene) => {
      addRecord(scene, {
        type: 'CNAME',
        name: 'promo.example.com',
        content: 'northwind-promo.hosting.example',
      });
    },
    questions: [recordsOf('promo')],
    facts: {
      'where the record points': from('list_dns_records', /northwind-promo\.hosting\.example/),
      'that the target is not ours any more': together(/northwind-promo/, /NXDOMAIN|not resolve|dangling/i),
    },
  },
  {
    id: 'd-ttl',
    complaint: 'Some still reach the old server',
    breakWorld: (scene) => {
      addRecord(scene, { type: 'A', name: 'ftp.example.com', content: '203.0.113.30', ttl: 86_400 });
      recordChanged(scene, 'ftp.example.com', 'A', { content: '203.0.113.31' });
    },
    questions: [CHANGES, recordsOf('ftp')],
    facts: {
      'who changed the address, when': from(
        'list_changes',
        /dana\.okafor/,
        /ftp\.example\.com/,
        /203\.0\.113\.31/,
        /17:12/,
      ),
      'how long resolvers keep the old one': from('list_dns_records', /ftp\.example\.com/, /86400/),
    },
  },
  {
    id: 'd-ns-shadow',
    complaint: 'Records below api stopped to answer',
    breakWorld: (scene) => {
      addRecord(scene, { type: 'A', name: 'v1.api.example.com', content: '203.0.113.40' });
      const facts = { type: 'NS', name: 'api.example.com', content: 'ns1.platform.example', ttl: 86_400 };
      recordCreated(scene, addRecord(scene, facts), { by: LIWEI });
    },
    questions: [recordsOf('v1.api'), CHANGES],
    facts: {
      'NS records of a name above answer for it': from(
        'list_dns_records',
        /api\.example\.com/,
        /\bNS\b|delegat|shadow/i,
      ),
      'who delegated it': from('list_changes', /li\.wei/, /api\.example\.com/, /ns1\.platform\.example/),
    },
  },
];
