/** What a responder should notice about a zone without having to know every field. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import type { CertificatePack } from './cloudflare/certificates.ts';
import { CERTIFICATE_EXPIRES_SOON_DAYS } from './limits.ts';

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

export function certificateNotes(
  read: { packs: CertificatePack[]; total: number | undefined } | undefined,
): string[] {
  if (read === undefined) return [];
  const { packs, total } = read;
  const soon = packs.filter(
    ({ days_left }) => days_left !== undefined && days_left <= CERTIFICATE_EXPIRES_SOON_DAYS,
  );
  const failing = packs.filter(({ validation_errors }) => validation_errors !== '');
  return [
    ...(packs.length === 0 ? ['The zone has no edge certificate.'] : []),
    ...soon.map(({ type, days_left = 0 }) =>
      days_left < 0
        ? `A certificate (${type}) has expired.`
        : `A certificate (${type}) expires in ${days_left} days.`,
    ),
    ...(failing.length > 0
      ? [`${failing.length} certificate pack(s) fail to validate: see validation_errors.`]
      : []),
    ...(total !== undefined && total > packs.length
      ? [`Only ${packs.length} of ${total} certificate packs are shown.`]
      : []),
  ];
}
