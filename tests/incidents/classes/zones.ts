/** The zone as a whole: moved, paused, deleted, not answered as configured. */
import { SAMIRA } from '../../../src/simulator/sample/audit-entry-template.ts';
import { DAY_MINUTES } from '../../../src/simulator/world/time.ts';
import { accountChanged, audited } from '../changes.ts';
import { from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { NOT_YET_MOVED } from '../misleading.ts';
import { addRecord, vanishes, ZONE, zoneOf } from '../world.ts';

const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];

export const ZONE_INCIDENTS: Incident[] = [
  {
    id: 'd-dnssec',
    complaint: 'Half of the world cannot resolve us since the registrar move',
    breakWorld: (scene) => vanishes(scene, { share: 0.5 }),
    questions: [
      ['get_zone', { zone: ZONE, sections: ['dnssec'] }],
      ['get_http_errors', { zone: ZONE, since: '3h' }],
    ],
    facts: {
      'DNSSEC is on, with which DS': from('get_zone', /active/, /IN DS/),
      'that validation fails': together(/DNSSEC|DS\b/, /SERVFAIL|does not match|validation fails/i),
    },
  },
  {
    id: 'd-ns-moved',
    complaint: 'Our records have no effect any more',
    breakWorld: (scene) => {
      scene.zone.status = 'moved';
      vanishes(scene, {});
    },
    questions: [
      ['get_zone', { zone: ZONE }],
      ['list_dns_records', { zone: ZONE, name: '@', type: 'A' }],
    ],
    facts: {
      'the zone is moved': from('get_zone', /moved/),
      'which name servers to set at the registrar': from('get_zone', /moved/, /ada\.ns\.cloudflare\.com/),
    },
    mustNot: NOT_YET_MOVED,
  },
  {
    id: 'd-registration',
    complaint: 'The whole domain is gone, there is a parking page',
    breakWorld: (scene) => vanishes(scene, {}),
    questions: [
      ['get_zone', { zone: ZONE }],
      ['get_http_errors', { zone: ZONE, since: '3h' }],
    ],
    facts: { 'the registration has expired': together(/regist/i, /expired|hold/i) },
  },
  {
    id: 'd-paused',
    complaint: 'Certificate errors everywhere, Cloudflare seems off',
    breakWorld: (scene) => {
      scene.zone.paused = true;
      audited(scene, {
        type: 'update',
        description: 'Pause zone',
        product: 'zones',
        resourceType: 'zone',
        resourceId: scene.zone.id,
        method: 'PATCH',
        path: '',
        zone: ZONE,
        request: { paused: true },
        result: { id: scene.zone.id, name: ZONE, paused: true, status: 'active' },
      });
      vanishes(scene, {});
    },
    questions: [['get_zone', { zone: ZONE }], CHANGES],
    facts: {
      'the zone is paused: DNS only': from('get_zone', /paused/i, /DNS only|without proxy/i),
      'who paused it': from('list_changes', /dana\.okafor/, /paused/),
    },
  },
  {
    id: 'd-not-served',
    complaint: 'The record is there, nobody can resolve it',
    breakWorld: (scene) => {
      addRecord(scene, { type: 'A', name: 'live.example.com', content: '203.0.113.50' });
    },
    questions: [['list_dns_records', { zone: ZONE, name: 'live' }]],
    facts: {
      'what is configured': from('list_dns_records', /live\.example\.com/, /203\.0\.113\.50/),
      'that the world gets no answer': together(/live\.example\.com/, /NXDOMAIN|not served|no answer/i),
    },
  },
  {
    id: 'd-zone-gone',
    complaint: 'The domain is gone from Cloudflare',
    breakWorld: (scene) => {
      const gone = zoneOf(scene.world, 'example.org');
      scene.world.zones = scene.world.zones.filter((zone) => zone !== gone);
      const zone = { product: 'zones', resourceType: 'zone', resourceId: gone.id };
      accountChanged(scene, {
        ...zone,
        type: 'create',
        description: 'Create Zone',
        path: '/zones',
        minutesAgo: 300 * DAY_MINUTES,
        request: { name: gone.name, type: 'full' },
        result: { id: gone.id, name: gone.name, status: 'pending' },
      });
      accountChanged(scene, {
        ...zone,
        type: 'delete',
        description: 'Delete Zone',
        path: '/zones',
        by: SAMIRA,
        result: { id: gone.id },
      });
    },
    questions: [
      ['list_zones', { name: 'example.org' }],
      ['list_changes', { since: '24h' }],
    ],
    facts: {
      'it is not in the account': from('list_zones', /no zone/i),
      'who deleted which zone': from('list_changes', /samira\.haddad/, /delete/, /zone/, /example\.org/),
    },
  },
  {
    id: 'd-flatten',
    complaint: 'The apex is slow and wrong in the US, www is fine',
    breakWorld: (scene) => {
      const isApex = ({ name, type }: { name: string; type: string }) =>
        name === ZONE && ['A', 'AAAA'].includes(type);
      scene.zone.records = scene.zone.records.filter((record) => !isApex(record));
      addRecord(scene, { type: 'CNAME', name: ZONE, content: 'geo.hosting.example' });
    },
    questions: [['list_dns_records', { zone: ZONE, type: 'CNAME' }]],
    facts: {
      'the apex is a CNAME': from('list_dns_records', /geo\.hosting\.example/, /"example\.com"/),
      'what it is flattened to': together(/geo\.hosting\.example/, /flattened to \d+\./i),
    },
  },
];
