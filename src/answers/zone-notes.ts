/** What a responder should notice about a zone without having to know every field. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import type { CertificatePack } from '../cloudflare/certificates.ts';
import { CERTIFICATE_EXPIRES_SOON_DAYS } from '../limits.ts';

/** @param sslMode value of the setting `ssl`, where it could be read. */
export function zoneNotes(zone: Zone, sslMode: unknown): string[] {
  const notes: string[] = [];
  if (zone.paused)
    notes.push('The zone is paused: Cloudflare answers DNS only, without proxy, cache and security.');
  if (zone.status !== undefined && zone.status !== 'active') {
    notes.push(`The zone is ${zone.status}, not active: are its name servers set at the registrar?`);
  }
  if (zone.development_mode > 0) notes.push('Development mode is on: the cache is bypassed.');
  if (sslMode === 'off') notes.push('SSL mode off: visitors reach this zone over HTTP only.');
  if (sslMode === 'flexible') {
    notes.push(
      'SSL mode flexible: Cloudflare speaks HTTP to the origin; an origin that redirects to HTTPS loops.',
    );
  }
  return notes;
}

/** @param shown how many of the packs the answer has room for. */
export function certificateNotes(
  read: { packs: CertificatePack[]; total: number | undefined } | undefined,
  shown: number,
): string[] {
  if (read === undefined) return [];
  const { packs, total } = read;
  const daysLeft = packs.flatMap(({ days_left }) => days_left ?? []);
  const expired = daysLeft.filter((days) => days < 0).length;
  const soon = daysLeft.filter((days) => days >= 0 && days <= CERTIFICATE_EXPIRES_SOON_DAYS);
  const failing = packs.filter(({ validation_errors }) => validation_errors !== '').length;
  const all = Math.max(total ?? 0, packs.length);
  return [
    ...(packs.length === 0 ? ['The zone has no edge certificate.'] : []),
    ...(expired > 0
      ? [expired === 1 ? 'A certificate has expired.' : `${expired} certificates have expired.`]
      : []),
    ...(soon.length === 1 ? [`A certificate expires in ${soon[0]} days.`] : []),
    ...(soon.length > 1
      ? [`${soon.length} certificates expire soon, the first in ${Math.min(...soon)} days.`]
      : []),
    ...(failing > 0 ? [`${failing} certificate pack(s) fail to validate: see validation_errors.`] : []),
    ...(all > shown ? [`Only ${shown} of ${all} certificate packs are shown.`] : []),
  ];
}
