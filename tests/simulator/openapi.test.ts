/** Checks every answer of the sample world against Cloudflare's own OpenAPI document. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { ACCOUNT, API, bearer, NOW, sample } from './client.ts';

const SLICE = new URL('../../../shared/openapi-slice.json', import.meta.url);
const GLOBAL = { 'x-auth-key': GLOBAL_API_KEY, 'x-auth-email': GLOBAL_API_EMAIL };
const TOKEN = bearer(GUIDE_USER_TOKEN);

type Schema = Record<string, unknown> & { oneOf?: unknown[] };

/** Differences between today's API and the document of 2024-08. A test checks that each is still needed. */
const EXCEPTIONS: { schema: string; reason: string; amend(schema: Schema): void }[] = [
  {
    schema: 'dns-records_comment',
    reason: 'a record without a comment answers null; the document knows only text',
    amend: (schema) => Object.assign(schema, { nullable: true }),
  },
  {
    schema: 'zones_zone',
    reason: 'names of zones are answered in Unicode, as many reports show; the pattern knows only ASCII',
    amend: (schema) => Object.assign(schema, { properties: { ...(schema.properties as object), name: {} } }),
  },
  {
    schema: 'aaa_alert_body',
    reason: 'typed as text, yet the example of the same document is an object; both occur',
    amend: (schema) => Object.assign(schema, { type: ['string', 'object'] }),
  },
  ...['tunnel_deleted_at', 'tunnel_conns_active_at', 'tunnel_conns_inactive_at'].map((schema) => ({
    schema,
    reason: 'its description explains null, but its type does not allow it',
    amend: (time: Schema) => Object.assign(time, { nullable: true }),
  })),
  {
    schema: 'zones_setting',
    reason: 'ssl_automatic_mode is newer than the document',
    amend: (schema) =>
      schema.oneOf?.push({
        allOf: [
          { $ref: '#/components/schemas/zones_base' },
          { properties: { id: { enum: ['ssl_automatic_mode'] }, value: { enum: ['auto', 'custom'] } } },
        ],
      }),
  },
];

describe.skipIf(!existsSync(SLICE))(
  'the sample world and the OpenAPI document (skipped without ../shared/openapi-slice.json)',
  () => {
    const simulator = sample();
    const zones = simulator.world.zones;
    const validator = documentWith(EXCEPTIONS.map(({ schema }) => schema));
    /** A path in the document, the paths to request, and the credential for them. */
    const table: [string, string[], Record<string, string>][] = [
      ['/zones', ['/zones?per_page=50', '/zones?page=2&per_page=5'], GLOBAL],
      ['/zones/{zone_id}', zones.map(({ id }) => `/zones/${id}`), GLOBAL],
      [
        '/zones/{zone_id}/settings/{setting_id}',
        zones.flatMap(({ id, settings }) =>
          Object.keys(settings).map((setting) => `/zones/${id}/settings/${setting}`),
        ),
        GLOBAL,
      ],
      [
        '/zones/{zone_id}/dns_records',
        zones.map(({ id }) => `/zones/${id}/dns_records?per_page=5000`),
        GLOBAL,
      ],
      ['/zones/{zone_id}/dnssec', zones.map(({ id }) => `/zones/${id}/dnssec`), GLOBAL],
      [
        '/zones/{zone_id}/ssl/certificate_packs',
        zones.flatMap(({ id }) =>
          ['', '?status=all'].map((query) => `/zones/${id}/ssl/certificate_packs${query}`),
        ),
        GLOBAL,
      ],
      [
        '/zones/{zone_id}/ssl/universal/settings',
        zones.map(({ id }) => `/zones/${id}/ssl/universal/settings`),
        GLOBAL,
      ],
      ['/accounts', ['/accounts'], GLOBAL],
      ['/accounts/{account_id}', [`/accounts/${DEMO_ACCOUNT_ID}`], GLOBAL],
      [
        '/accounts/{account_id}/alerting/v3/history',
        [`/accounts/${DEMO_ACCOUNT_ID}/alerting/v3/history?per_page=1000`],
        GLOBAL,
      ],
      [
        '/zones/{zone_id}/healthchecks',
        zones.map(({ id }) => `/zones/${id}/healthchecks?per_page=1000`),
        GLOBAL,
      ],
      ['/zones/{zone_id}/load_balancers', zones.map(({ id }) => `/zones/${id}/load_balancers`), GLOBAL],
      ['/accounts/{account_id}/load_balancers/monitors', [`${ACCOUNT}/load_balancers/monitors`], GLOBAL],
      ['/accounts/{account_id}/load_balancers/pools', [`${ACCOUNT}/load_balancers/pools`], GLOBAL],
      [
        '/accounts/{account_id}/load_balancers/pools/{pool_id}/health',
        (simulator.world.pools ?? []).map(({ id }) => `${ACCOUNT}/load_balancers/pools/${id}/health`),
        GLOBAL,
      ],
      ['/accounts/{account_id}/cfd_tunnel', [`${ACCOUNT}/cfd_tunnel`], GLOBAL],
      ['/user', ['/user'], GLOBAL],
      ['/user/tokens/verify', ['/user/tokens/verify'], TOKEN],
    ];

    it.each(table)('%s answers what the document describes', async (documented, paths, headers) => {
      const validate = validator(documented);
      for (const path of paths) {
        const response = await simulator.fetch(`${API}${path}`, { headers });
        expect(response.status, path).toBe(200);
        expect(
          validate(await response.json()),
          `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`,
        ).toBe(true);
      }
    });

    it.each(EXCEPTIONS)('the exception for $schema is still needed: $reason', async ({ schema }) => {
      const others = EXCEPTIONS.map((exception) => exception.schema).filter((name) => name !== schema);
      const withoutIt = documentWith(others);
      let failures = 0;
      for (const [documented, paths, headers] of table) {
        const validate = withoutIt(documented);
        for (const path of paths) {
          const response = await simulator.fetch(`${API}${path}`, { headers });
          if (!validate(await response.json())) failures += 1;
        }
      }
      expect(failures).toBeGreaterThan(0);
    });

    it('no time is in the future', () => {
      const { alerts, audit_log } = simulator.world;
      const times = [...alerts.map(({ sent }) => sent), ...audit_log.map(({ action }) => action.time)];
      for (const time of times) expect(Date.parse(time)).toBeLessThan(NOW.getTime());
    });
  },
);

/** Validates against the document with these exceptions, path by path: compiled schemas are shared by the paths. */
function documentWith(exceptions: string[]) {
  const document = JSON.parse(readFileSync(SLICE, 'utf8'));
  for (const { schema, amend } of EXCEPTIONS) {
    if (exceptions.includes(schema)) amend(document.components.schemas[schema]);
  }
  // Ajv knows `nullable`, the one keyword of OpenAPI 3.0 that changes what is valid here.
  const ajv = new Ajv({ strict: false, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  return (path: string) => {
    const pointer = path.replaceAll('~', '~0').replaceAll('/', '~1');
    const schema = encodeURI(`#/paths/${pointer}/get/responses/200/content/application~1json/schema`);
    return ajv.compile({ $ref: `document${schema}` });
  };
}
