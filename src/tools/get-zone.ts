/** get_zone: what is the full configuration of this zone? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { coverNote } from '../answers/certificate-cover.ts';
import { certificateRow, toCertificateRow } from '../answers/certificate-rows.ts';
import { notesField, presentNotes, zoneField } from '../answers/fields.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { certificateNotes, zoneNotes } from '../answers/zone-notes.ts';
import {
  overview,
  securityFields,
  sslFields,
  toOverview,
  toSecurity,
  toSsl,
  valueText,
} from '../answers/zone-sections.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import { DNS_READ, SSL_READ, ZONE_READ, ZONE_SETTINGS_READ } from '../cloudflare/permissions.ts';
import { fetchZoneCertificates } from '../cloudflare/zone-certificates.ts';
import { fetchZone } from '../cloudflare/zones/zone-directory.ts';
import { fetchZoneSettings, SECURITY_SETTINGS, SSL_SETTINGS } from '../cloudflare/zones/zone-settings.ts';
import { toTime } from '../text/field-value.ts';
import { defineTool } from '../tool.ts';

const SECTIONS = ['ssl', 'security', 'certificates', 'dnssec'] as const;

export const getZone = defineTool({
  name: 'get_zone',
  title: 'Get a zone',
  group: 'core',
  question: 'What is the full configuration of this zone?',
  details:
    'Status, plan, name servers, development mode, SSL and security settings, certificates (zone may be a host: which one ' +
    'covers it), DNSSEC. ' +
    'Its DNS records: list_dns_records. Not covered: rules, Workers, load balancers.',
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
    overview,
    ssl: sslFields.optional(),
    security: securityFields.optional(),
    universal_ssl: z.boolean().optional().describe('true: Cloudflare issues certificates itself'),
    certificates: z.array(certificateRow).optional().describe('Not issued first, then by expiry'),
    certificates_more: z.number().optional().describe('Certificates that are not shown'),
    dnssec: z
      .strictObject({
        status: z.string().optional().describe("Cloudflare's word: active, disabled, pending, …"),
        ds: z.string().optional().describe('DS record to enter at the registrar'),
        modified: z.string().optional().describe('RFC 3339'),
      })
      .optional()
      .describe('Whether answers of DNS are signed'),
    unavailable: unavailableField,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const asked = await findAskedZone(cloudflare, input.zone);
    const { id } = asked.zone;
    const wanted = (section: (typeof SECTIONS)[number]) => input.sections?.includes(section) ?? true;
    const [zone, ssl, security, held, dnssec] = await Promise.all([
      fetchZone(cloudflare, id),
      wanted('ssl') ? fetchZoneSettings(cloudflare, id, SSL_SETTINGS) : undefined,
      wanted('security') ? fetchZoneSettings(cloudflare, id, SECURITY_SETTINGS) : undefined,
      wanted('certificates') ? fetchZoneCertificates(cloudflare, id) : undefined,
      wanted('dnssec') ? tryPart(async () => cloudflare.api.dns.dnssec.get({ zone_id: id })) : undefined,
    ]);
    const isCertificateRead = held !== undefined && ('value' in held.edge || 'value' in held.custom);
    const rows = rowsThatFit(held?.certificates ?? [], undefined, toCertificateRow);
    const more = (held?.certificates.length ?? 0) + (held?.unreadCount ?? 0) - rows.length;
    const dnssecState = valueFrom(dnssec);
    return {
      overview: toOverview(zone),
      ssl: toSsl(valueFrom(ssl)),
      security: toSecurity(valueFrom(security)),
      universal_ssl: valueFrom(held?.universal),
      ...(isCertificateRead && { certificates: rows }),
      ...(more > 0 && { certificates_more: more }),
      ...(dnssecState && {
        dnssec: {
          status: valueText(dnssecState.status),
          ds: valueText(dnssecState.ds),
          modified: toTime(dnssecState.modified_on),
        },
      }),
      ...unavailableParts([
        ...missingFrom('ssl', ssl),
        ...missingFrom('security', security),
        ...(valueFrom(ssl)?.missing ?? []),
        ...(valueFrom(security)?.missing ?? []),
        ...missingFrom('universal_ssl', held?.universal),
        ...missingFrom('certificates', held?.edge),
        ...missingFrom('custom_certificates', held?.custom),
        ...missingFrom('dnssec', dnssec),
      ]),
      ...presentNotes([
        wholeZoneNote(asked),
        ...zoneNotes(zone, valueFrom(ssl)?.entries.get('ssl')?.value),
        ...(held ? [...certificateNotes(held), coverNote(asked.host, asked.zone.name, held)] : []),
      ]),
    };
  },
});
