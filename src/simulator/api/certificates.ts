/** Certificates of one zone: its packs, whether Universal SSL is on, and those that its owner uploaded. */
import type { Answer } from './envelope.ts';
import { type Call, type Rule, UNAUTHORIZED, zoneFor } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';

const SSL_READ: Rule = { accepts: ['SSL and Certificates Read'], lacking: UNAUTHORIZED };

/** Without `status=all` only active packs are listed: a stuck renewal is invisible by default. */
export function listCertificatePacks(call: Call, zoneId: string): Answer {
  const { certificate_packs } = zoneFor(call, zoneId, SSL_READ);
  const everyStatus = call.query.has('status') && oneOf(call.query, 'status', ['all']) === 'all';
  const packs = certificate_packs.filter((pack) => everyStatus || pack.status === 'active');
  return pageOf(packs, call.query, { fallback: 20, min: 5, max: 50 });
}

export function getUniversalSslSettings(call: Call, zoneId: string): Answer {
  return { result: zoneFor(call, zoneId, SSL_READ).universal_ssl };
}

export function listCustomCertificates(call: Call, zoneId: string): Answer {
  const { custom_certificates } = zoneFor(call, zoneId, SSL_READ);
  const status = call.query.get('status');
  const shown = custom_certificates.filter((certificate) => !status || certificate.status === status);
  const rows = sorted(shown, ({ priority }) => priority, 'desc');
  return pageOf(rows, call.query, { fallback: 20, min: 5, max: 50 });
}
