/** Edge certificates of one zone: its certificate packs and whether Universal SSL is on. */
import type { Answer } from './envelope.ts';
import { type Call, type Rule, UNAUTHORIZED, zoneFor } from './permissions.ts';
import { oneOf, pageOf } from './query.ts';

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
