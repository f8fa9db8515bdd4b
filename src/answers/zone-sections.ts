/** The sections of get_zone: a zone's overview, and its settings by Cloudflare's setting ID. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import * as z from 'zod';
import type { ZoneSettings } from '../cloudflare/zones/zone-settings.ts';
import { VALUE_CHARS_MAX } from '../limits/answers.ts';
import { toBoolean, toNumber, toText, toTime } from '../text/field-value.ts';
import { unicodeNameOf } from '../text/host-name.ts';
import { plainText } from '../text/plain-text.ts';
import { UNKNOWN } from './fields.ts';
import { planOf, toNameServers } from './zone-rows.ts';

const time = z.string().optional().describe('RFC 3339');
const onOff = z.string().optional().describe('on or off');

export const overview = z
  .strictObject({
    name: z.string().describe('In Punycode'),
    unicode_name: z.string().optional().describe('Its IDN spelling'),
    id: z.string().describe('Zone ID'),
    account_name: z.string().optional().describe('Of the account that the zone is in'),
    status: z.string().describe("Cloudflare's word: active, pending, moved, …"),
    paused: z.boolean().optional().describe('true: DNS only, without proxy and security'),
    zone_type: z.string().optional().describe('full: DNS at Cloudflare; partial: CNAME setup'),
    plan: z.string().optional().describe('Free, Pro, Business, Enterprise'),
    name_servers: z.array(z.string()).optional().describe('To enter at the registrar'),
    name_servers_before: z.array(z.string()).optional().describe('Those before Cloudflare'),
    registrar_before: z.string().optional().describe('When the zone was added'),
    development_mode_seconds: z.number().optional().describe('Seconds left; 0: off'),
    created: time,
    activated: time,
    modified: time,
  })
  .describe('The zone itself');

/** Named fields only: the raw zone also holds its owner's e-mail, permissions and verification key. */
export function toOverview(zone: Zone): z.input<typeof overview> {
  const developmentMode = toNumber(zone.development_mode);
  return {
    name: valueText(zone.name) ?? UNKNOWN,
    unicode_name: unicodeNameOf(valueText(zone.name) ?? ''),
    id: valueText(zone.id) ?? UNKNOWN,
    account_name: valueText(zone.account?.name),
    status: valueText(zone.status) ?? UNKNOWN,
    paused: toBoolean(zone.paused),
    zone_type: valueText(zone.type),
    plan: planOf(zone),
    name_servers: toNameServers(zone.name_servers),
    name_servers_before: toNameServers(zone.original_name_servers),
    registrar_before: valueText(zone.original_registrar),
    // Cloudflare counts on below zero when it has ended.
    development_mode_seconds: developmentMode === undefined ? undefined : Math.max(0, developmentMode),
    created: toTime(zone.created_on),
    activated: toTime(zone.activated_on),
    modified: toTime(zone.modified_on),
  };
}

export const sslFields = z
  .strictObject({
    ssl: z.string().optional().describe('off, flexible, full or strict: how the origin is reached'),
    min_tls_version: z.string().optional().describe('Lowest TLS version of visitors'),
    tls_1_3: z.string().optional().describe('on, off, or zrt: with 0-RTT'),
    always_use_https: onOff,
    automatic_https_rewrites: onOff,
    opportunistic_encryption: onOff,
    security_header: z
      .strictObject({
        enabled: z.boolean().optional().describe('When false, the others do not apply'),
        max_age_seconds: z.number().optional().describe('How long browsers insist on HTTPS'),
        include_subdomains: z.boolean().optional().describe('Also for subdomains'),
        preload: z.boolean().optional().describe('Browsers may know it beforehand'),
        nosniff: z.boolean().optional().describe('X-Content-Type-Options is sent too'),
      })
      .optional()
      .describe('HSTS'),
    tls_client_auth: z.string().optional().describe('on or off: Authenticated Origin Pulls'),
  })
  .describe("Settings, by Cloudflare's ID");

export function toSsl(settings: ZoneSettings | undefined): z.input<typeof sslFields> | undefined {
  if (settings === undefined || settings.entries.size === 0) return undefined;
  const text = (id: string) => valueText(settings.entries.get(id)?.value);
  return {
    ssl: text('ssl'),
    min_tls_version: text('min_tls_version'),
    tls_1_3: text('tls_1_3'),
    always_use_https: text('always_use_https'),
    automatic_https_rewrites: text('automatic_https_rewrites'),
    opportunistic_encryption: text('opportunistic_encryption'),
    security_header: toHsts(settings.entries.get('security_header')?.value),
    tls_client_auth: text('tls_client_auth'),
  };
}

/** What a browser is told when it is on. An odd value costs this field only. */
function toHsts(value: unknown): z.input<typeof sslFields>['security_header'] {
  const hsts = fieldsOf(fieldsOf(value)?.strict_transport_security);
  const enabled = toBoolean(hsts?.enabled);
  if (hsts === undefined || enabled === undefined) return undefined;
  if (!enabled) return { enabled };
  return {
    enabled,
    max_age_seconds: toNumber(hsts.max_age),
    include_subdomains: toBoolean(hsts.include_subdomains),
    preload: toBoolean(hsts.preload),
    nosniff: toBoolean(hsts.nosniff),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

export const securityFields = z
  .strictObject({
    security_level: z.string().optional().describe('off to high, or under_attack'),
    browser_check: onOff,
    challenge_ttl: z.number().optional().describe('Seconds that a passed challenge is valid'),
    email_obfuscation: onOff,
    hotlink_protection: onOff,
    waf: onOff,
    max_upload: z.number().optional().describe('MB a request; more: 413'),
  })
  .describe("Settings, by Cloudflare's ID");

export function toSecurity(settings: ZoneSettings | undefined): z.input<typeof securityFields> | undefined {
  if (settings === undefined || settings.entries.size === 0) return undefined;
  const text = (id: string) => valueText(settings.entries.get(id)?.value);
  return {
    security_level: text('security_level'),
    browser_check: text('browser_check'),
    challenge_ttl: toNumber(settings.entries.get('challenge_ttl')?.value),
    email_obfuscation: text('email_obfuscation'),
    hotlink_protection: text('hotlink_protection'),
    waf: text('waf'),
    max_upload: toNumber(settings.entries.get('max_upload')?.value),
  };
}

/** Shortened, because a zone's configuration has many values. */
export function valueText(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : plainText(text, VALUE_CHARS_MAX);
}
