/** get_zone: what is the full configuration of this zone? */

import type { Zone } from 'cloudflare/resources/zones/zones';
import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { notesField, presentNotes, zoneField } from '../answers/fields.ts';
import { rowsThatFit, table, toTable } from '../answers/table.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { certificateNotes, zoneNotes } from '../answers/zone-notes.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import { fetchCertificatePacks } from '../cloudflare/certificates.ts';
import { DNS_READ, SSL_READ, ZONE_READ, ZONE_SETTINGS_READ } from '../cloudflare/permissions.ts';
import {
  fetchZoneSettings,
  SECURITY_SETTINGS,
  SSL_SETTINGS,
  type ZoneSettings,
} from '../cloudflare/zones/zone-settings.ts';
import { VALUE_CHARS_MAX } from '../limits.ts';
import { plainText, textOrJson } from '../text/plain-text.ts';
import { defineTool } from '../tool.ts';

const SECTIONS = ['ssl', 'security', 'certificates', 'dnssec'] as const;

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const getZone = defineTool({
  name: 'get_zone',
  title: 'Get a zone',
  group: 'core',
  question: 'What is the full configuration of this zone?',
  details:
    'Status, plan, name servers, development mode, SSL and security settings, certificates with days left, DNSSEC. ' +
    'Its DNS records: list_dns_records.',
  example: { zone: 'example.com' },
  permissions: [ZONE_READ, ZONE_SETTINGS_READ, SSL_READ, DNS_READ],
  input: z.strictObject({
    zone: zoneField,
    sections: z
      .array(z.enum(SECTIONS))
      .min(1)
      .max(SECTIONS.length)
      .optional()
      .describe('Only these: ["ssl"]; default all'),
  }),
  output: z.strictObject({
    zone: values.describe('development_mode: off, or seconds left'),
    ssl: values.optional().describe("By Cloudflare's setting ID; security_header is HSTS"),
    security: values.optional().describe("By Cloudflare's setting ID; challenge_ttl in seconds"),
    universal_ssl: z.boolean().optional(),
    certificates: table.optional(),
    dnssec: values.optional(),
    unavailable: unavailableField,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const asked = await findAskedZone(cloudflare, input.zone);
    const { id } = asked.zone;
    const wanted = (section: (typeof SECTIONS)[number]) => input.sections?.includes(section) ?? true;
    const { api } = cloudflare;
    const [zone, ssl, security, universal, packs, dnssec] = await Promise.all([
      api.zones.get({ zone_id: id }),
      wanted('ssl') ? fetchZoneSettings(cloudflare, id, SSL_SETTINGS) : undefined,
      wanted('security') ? fetchZoneSettings(cloudflare, id, SECURITY_SETTINGS) : undefined,
      wanted('certificates')
        ? tryPart(async () => api.ssl.universal.settings.get({ zone_id: id }))
        : undefined,
      wanted('certificates') ? tryPart(() => fetchCertificatePacks(cloudflare, id)) : undefined,
      wanted('dnssec') ? tryPart(async () => api.dns.dnssec.get({ zone_id: id })) : undefined,
    ]);
    const universalSsl = valueFrom(universal);
    const certificates = valueFrom(packs);
    const packRows = rowsThatFit(certificates?.packs ?? [], undefined, (pack) => ({ ...pack }));
    const dnssecState = valueFrom(dnssec);
    return {
      zone: toOverview(zone),
      ...settingsSection('ssl', valueFrom(ssl)),
      ...settingsSection('security', valueFrom(security)),
      ...(universalSsl?.enabled !== undefined && { universal_ssl: universalSsl.enabled }),
      ...(certificates && {
        certificates: toTable(CERTIFICATE_COLUMNS, packRows),
      }),
      ...(dnssecState && {
        dnssec: present({
          status: dnssecState.status,
          modified: dnssecState.modified_on,
          ds: dnssecState.ds,
        }),
      }),
      ...unavailableParts([
        ...missingFrom('ssl', ssl),
        ...missingFrom('security', security),
        ...(valueFrom(ssl)?.missing ?? []),
        ...(valueFrom(security)?.missing ?? []),
        ...missingFrom('universal_ssl', universal),
        ...missingFrom('certificates', packs),
        ...missingFrom('dnssec', dnssec),
      ]),
      ...presentNotes([
        wholeZoneNote(asked),
        ...zoneNotes(zone, valueFrom(ssl)?.entries.get('ssl')?.value),
        ...certificateNotes(certificates, packRows.length),
      ]),
    };
  },
});

const CERTIFICATE_COLUMNS = [
  'type',
  'status',
  'issuer',
  'hosts',
  'expires',
  'days_left',
  'validation_errors',
];

/** Named fields only: the raw zone also holds its owner's e-mail, permissions and verification key. */
function toOverview(zone: Zone) {
  return present({
    name: zone.name,
    id: zone.id,
    account: zone.account?.name,
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    plan: zone.plan?.name,
    name_servers: wordsOf(zone.name_servers),
    name_servers_before: wordsOf(zone.original_name_servers),
    registrar_before: zone.original_registrar,
    development_mode: zone.development_mode > 0 ? zone.development_mode : 'off',
    created: zone.created_on,
    activated: zone.activated_on,
    modified: zone.modified_on,
  });
}

function wordsOf(names: unknown): string | undefined {
  return Array.isArray(names) ? names.join(' ') : textOrJson(names);
}

function settingsSection(name: 'ssl' | 'security', settings: ZoneSettings | undefined) {
  if (settings === undefined || settings.entries.size === 0) return {};
  return {
    [name]: present(Object.fromEntries([...settings.entries].map(([id, { value }]) => [id, toValue(value)]))),
  };
}

/** Only one of these settings, HSTS, is an object. Any other object is new to us, and is shown as JSON. */
function toValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const hsts = (value as { strict_transport_security?: Record<string, unknown> }).strict_transport_security;
  if (hsts === undefined) return JSON.stringify(value);
  if (hsts.enabled !== true) return 'off';
  const flags = ['include_subdomains', 'preload', 'nosniff'].filter((flag) => hsts[flag] === true);
  return [`on, max_age ${Number(hsts.max_age)}`, ...flags].join(', ');
}

/** Leaves out empty values and shortens long ones, because a zone's configuration has many of them. */
function present(fields: Record<string, unknown>): Record<string, string | number | boolean> {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const isPlain = typeof value === 'number' || typeof value === 'boolean';
      return [name, isPlain ? value : plainText(textOrJson(value) ?? '', VALUE_CHARS_MAX)];
    }),
  );
}
