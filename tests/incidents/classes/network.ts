/** Cloudflare's network, the internet around it, and what no status code tells. */
import { settingChanged } from '../changes.ts';
import { AT_EDGE, atLeast, concluded, from, share } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { ORIGIN_BLAMED, THIS_SIDE } from '../misleading.ts';
import { comes, fails, reported, vanishes, ZONE } from '../world.ts';

const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const STATUS: Question = ['get_cloudflare_status', { zone: ZONE }];
const FRANKFURT = 'Frankfurt, Germany - (FRA)';

/** A row of requests now and before. */
function hasFallen(row: string): boolean {
  const { requests = 0, requests_before: before = 0 } = JSON.parse(
    row.startsWith('{') ? row : '{}',
  ) as Record<string, number>;
  return before > 1000 && requests < before / 2;
}

export const NETWORK_INCIDENTS: Incident[] = [
  {
    id: 'g-cf-global',
    complaint: '500 on all our sites at once',
    breakWorld: (scene) => {
      reported(scene, {
        name: 'Cloudflare Global Network experiencing issues',
        impact: 'critical',
        body: 'Some services may be intermittently impacted. We see a rise of HTTP 500 responses.',
      });
      fails(scene, { share: 0.6, edge_status: 500, origin_status: 0 });
    },
    questions: [ERRORS, STATUS],
    facts: {
      'Cloudflare reports it': from('get_cloudflare_status', /Global Network experiencing issues/),
      'the 500 were made at the edge': concluded('get_http_errors', /\b500\b/, AT_EDGE),
      'since when': concluded('get_http_errors', /17:1[0-5]/),
    },
    mustNot: { ...ORIGIN_BLAMED, ...THIS_SIDE },
    is5xx: true,
  },
  {
    id: 'g-colo',
    complaint: 'Slow or 502 from Germany only',
    breakWorld: (scene) => {
      reported(
        scene,
        {
          name: 'Network performance issues in Frankfurt',
          impact: 'minor',
          body: 'We are investigating errors in Frankfurt (FRA).',
        },
        { [FRANKFURT]: 'partial_outage' },
      );
      fails(scene, { only: { coloCode: ['FRA'] }, share: 0.8, edge_status: 502, origin_status: 0 });
    },
    questions: [STATUS, ERRORS],
    facts: {
      'one data centre fails, at which rate': from('get_cloudflare_status', /FRA/, share(50)),
      'Cloudflare reports it': from('get_cloudflare_status', /Network performance issues in Frankfurt/),
    },
    mustNot: {
      ...THIS_SIDE,
      'other data centres fail too': (answers) =>
        answers.some(
          ({ tool, structured, isError }) =>
            !isError &&
            tool === 'get_cloudflare_status' &&
            /LHR|IAD|SIN/.test(JSON.stringify(structured.failing_data_centres ?? [])),
        ),
    },
    is5xx: true,
    isRegional: true,
  },
  {
    id: 'g-api-down',
    complaint: 'Terraform and the dashboard are down, is the site?',
    breakWorld: (scene) =>
      reported(
        scene,
        {
          name: 'Cloudflare Dashboard and Cloudflare API service issues',
          impact: 'major',
          body: 'Customers using the Dashboard / Cloudflare APIs are impacted as requests might fail.',
        },
        { API: 'major_outage', Dashboard: 'major_outage' },
      ),
    questions: [STATUS],
    facts: {
      'Cloudflare reports it': from('get_cloudflare_status', /Dashboard and Cloudflare API service issues/),
      'which components': from('get_cloudflare_status', /\bAPI\b/, /major_outage/),
    },
    mustNot: THIS_SIDE,
  },
  {
    id: 'g-isp',
    complaint: 'Customers of one provider time out',
    breakWorld: (scene) =>
      vanishes(scene, { only: { clientASNDescription: ['EXAMPLE-KABEL'] }, share: 0.97 }),
    questions: [['get_http_errors', { zone: ZONE, since: '1h', by: 'as' }], STATUS],
    facts: {
      'whose requests fell': from('get_http_errors', /EXAMPLE-KABEL/, (row) => hasFallen(row)),
      'others are as before': from(
        'get_http_errors',
        /EXAMPLE-TELECOM/,
        (row) => !hasFallen(row),
        atLeast(10_000),
      ),
    },
    mustNot: THIS_SIDE,
  },
  {
    id: 'g-latency',
    complaint: 'Pages take 8 s since noon, no error',
    breakWorld: (scene) =>
      fails(scene, {
        only: { cacheStatus: ['dynamic'] },
        share: 0.9,
        durations: { first_byte_ms: 8200, origin_ms: 8000 },
      }),
    questions: [ERRORS],
    facts: {
      'how slow the answers are': from('get_http_errors', /ms|byte|duration/i, atLeast(1500)),
      'that the origin is slow': from('get_http_errors', /origin/i, /ms|duration/i, atLeast(1000)),
    },
  },
  {
    id: 'g-413',
    complaint: '413 on files over 100 MB',
    breakWorld: (scene) => {
      const limit = scene.zone.settings.max_upload;
      if (limit) limit.value = 100;
      comes(scene, 60, {
        clientRequestHTTPHost: 'api.example.com',
        clientRequestPath: '/uploads',
        clientRequestHTTPMethodName: 'POST',
        edgeResponseStatus: 413,
        originResponseStatus: 0,
        cacheStatus: 'none',
      });
    },
    questions: [
      ['get_http_errors', { zone: ZONE, since: '3h', host: 'api.example.com' }],
      ['get_http_errors', { zone: ZONE, since: '3h', status: 413 }],
      ['get_zone', { zone: ZONE }],
    ],
    facts: {
      'bodies are too large': from('get_http_errors', /\b413\b/, /large/),
      'on which path': from('get_http_errors', /\/uploads/),
      'the limit of the zone': from('get_zone', /max_upload/, /\b100\b/),
    },
  },
  {
    id: 'g-html-feature',
    complaint: 'JavaScript errors since yesterday, only through Cloudflare',
    breakWorld: (scene) => settingChanged(scene, 'rocket_loader', 'on', { minutesAgo: 20 * 60 }),
    questions: [['list_changes', { zone: ZONE, since: '24h' }]],
    facts: { 'who switched it on': from('list_changes', /dana\.okafor/, /rocket_loader/, /\bon\b/) },
  },
  {
    id: 'quiet/small',
    complaint: 'Someone says that the small sites are down; they are not',
    breakWorld: () => undefined,
    questions: [
      ['get_http_errors', { zone: 'outfitters.example', since: '6h' }],
      ['get_http_errors', { zone: 'legacy-northwind.example', since: '6h' }],
      ['get_http_errors', { zone: 'example.org', since: '1h' }],
      ['get_cloudflare_status', { zone: 'outfitters.example' }],
      ['get_cloudflare_status', { zone: 'example.org' }],
    ],
    facts: { 'requests arrive as before': from('get_http_errors', /requests/, atLeast(1000)) },
  },
];
