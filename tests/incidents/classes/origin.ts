/** The origin answers badly or not at all: the 52x statuses, and its own errors. */
import { daysBefore } from '../../../src/simulator/world/time.ts';
import { recordChanged } from '../changes.ts';
import { concluded, from, share, shareBelow, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { UNREACHED } from '../misleading.ts';
import { fails, ONSET, type Scene, ZONE } from '../world.ts';

const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const HEALTH: Question = ['get_origin_health', { zone: ZONE }];
const SHOP = ['shop.example.com', 'example.com', 'checkout.example.com'];

const onset = concluded('get_http_errors', ONSET);

/** The stand-alone checks see what Cloudflare sees. */
function checksFail({ zone, now }: Scene, reason: string): void {
  for (const check of zone.healthchecks ?? []) {
    if (check.name === 'api-public') continue;
    Object.assign(check, {
      status: 'unhealthy',
      failure_reason: reason,
      modified_on: daysBefore(now, 46 / 1440),
    });
  }
}

export const ORIGIN_INCIDENTS: Incident[] = [
  {
    id: 'o-520',
    complaint: 'Some pages show 520, after a login most of all',
    breakWorld: (scene) =>
      fails(scene, {
        hosts: SHOP,
        only: { clientRequestPath: ['/cart'] },
        share: 0.8,
        edge_status: 520,
        origin_status: 0,
      }),
    questions: [ERRORS],
    facts: {
      'the origin sends an empty or broken answer': from(
        'get_http_errors',
        /\b520\b/,
        /empty|unexpected|invalid/i,
      ),
      'it is one path': from('get_http_errors', /\/cart/),
      'since when': onset,
    },
    is5xx: true,
  },
  {
    id: 'o-521',
    complaint: 'The whole site is down: 521, web server is down',
    breakWorld: (scene) => {
      fails(scene, { hosts: SHOP, edge_status: 521, origin_status: 0 });
      checksFail(scene, 'TCP connection failed');
    },
    questions: [ERRORS, HEALTH, ['get_cloudflare_status', { zone: ZONE }]],
    facts: {
      'the origin refuses the connection': from('get_http_errors', /\b521\b/, /refused/i),
      'which host': from('get_http_errors', /shop\.example\.com/),
      'since when': onset,
      'it fails alike everywhere': from(
        'get_cloudflare_status',
        /alike|everywhere|no data centre stands out/i,
      ),
      'a health check sees the same, at which address': from(
        'get_origin_health',
        /shop-origin/,
        /TCP connection failed/,
        /203\.0\.113\.10/,
      ),
    },
    is5xx: true,
  },
  {
    id: 'o-522-allow',
    complaint: 'A third of the visitors get 522, others are fine; nobody changed anything',
    breakWorld: (scene) =>
      fails(scene, {
        hosts: SHOP,
        only: { coloCode: ['AMS', 'LHR', 'CDG'] },
        share: 0.9,
        edge_status: 522,
        origin_status: 0,
      }),
    questions: [ERRORS, ['get_http_errors', { zone: ZONE, since: '3h', by: 'data_centre' }], CHANGES],
    facts: {
      'connections to the origin time out': from('get_http_errors', /\b522\b/, /timed? ?-?out/i),
      'nearly all fail through some data centres': from('get_http_errors', /AMS/, share(20)),
      'others are fine': from('get_http_errors', /FRA/, shareBelow(5)),
    },
    is5xx: true,
    isRegional: true,
  },
  {
    id: 'o-523-dns',
    complaint: 'Since the migration checkout times out',
    breakWorld: (scene) => {
      recordChanged(scene, 'checkout.example.com', 'A', { content: '198.51.100.77' });
      fails(scene, { hosts: ['checkout.example.com'], edge_status: 522, origin_status: 0 });
    },
    questions: [['get_http_errors', { zone: ZONE, host: 'checkout.example.com', since: '3h' }], CHANGES],
    facts: {
      'connections to the origin time out': from('get_http_errors', /\b522\b/, /timed? ?-?out/i),
      'since when': onset,
      'who pointed the record where': from(
        'list_changes',
        /dana\.okafor/,
        /checkout\.example\.com/,
        /198\.51\.100\.77/,
      ),
    },
    is5xx: true,
  },
  {
    id: 'o-524',
    complaint: 'Exports and reports end with 524 after 100 seconds',
    breakWorld: (scene) =>
      fails(scene, {
        hosts: ['api.example.com'],
        only: { clientRequestPath: ['/api/v1/stock'] },
        share: 0.7,
        edge_status: 524,
        origin_status: 0,
        durations: { first_byte_ms: 100_020, origin_ms: 100_000 },
      }),
    questions: [ERRORS, ['get_http_errors', { zone: ZONE, host: 'api.example.com', since: '3h' }]],
    facts: {
      'the origin does not answer in time': from('get_http_errors', /\b524\b/, /in time|too slow|time-?out/i),
      'which path': from('get_http_errors', /\/api\/v1\/stock/),
      'since when': onset,
    },
    is5xx: true,
  },
  {
    id: 'o-525',
    complaint: 'SSL handshake failed, since the new load balancer',
    breakWorld: (scene) => fails(scene, { hosts: SHOP, edge_status: 525, origin_status: 0 }),
    questions: [ERRORS, ['get_zone', { zone: ZONE, sections: ['ssl'] }]],
    facts: {
      'TLS with the origin fails': from('get_http_errors', /\b525\b/, /TLS|SSL/),
      'since when': onset,
      'the SSL mode': from('get_zone', /"ssl":\s*"strict"|ssl: strict/),
    },
    is5xx: true,
  },
  {
    id: 'o-526',
    complaint: 'Invalid SSL certificate, error 526, since midnight',
    breakWorld: (scene) => fails(scene, { hosts: SHOP, edge_status: 526, origin_status: 0 }),
    questions: [ERRORS, ['get_zone', { zone: ZONE, sections: ['ssl', 'certificates'] }]],
    facts: {
      "the origin's certificate is not valid": from('get_http_errors', /\b526\b/, /certificate/),
      'since when': onset,
      'the SSL mode demands a valid one': from('get_zone', /"ssl":\s*"strict"|ssl: strict/),
    },
    is5xx: true,
  },
  {
    id: 'o-5xx-app',
    complaint: 'The API answers 500 since the release',
    breakWorld: (scene) =>
      fails(scene, { hosts: ['api.example.com'], share: 0.5, edge_status: 500, origin_status: 500 }),
    questions: [ERRORS, ['get_http_errors', { zone: ZONE, host: 'api.example.com', since: '3h' }]],
    facts: {
      'the origin itself answers 500': from('get_http_errors', /\b500\b/, /origin/i),
      'which host': from('get_http_errors', /api\.example\.com/),
      'since when': onset,
      'how many of its requests fail': together(/5xx/, share(12)),
    },
    mustNot: UNREACHED,
    is5xx: true,
  },
];
