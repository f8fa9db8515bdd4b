/** What a responder should notice about a zone without knowing every field. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import type { CertificatePack } from '../cloudflare/certificates.ts';
import { countProblems } from './certificate-rows.ts';

/** @param sslMode value of the setting `ssl`, if it could be read. */
export function zoneNotes(zone: Zone, sslMode: unknown): string[] {
  const notes: string[] = [];
  if (zone.paused) {
    notes.push('The zone is paused: Cloudflare answers DNS only, without proxy, cache and security.');
  }
  if (zone.status !== undefined && zone.status !== 'active') {
    notes.push(
      `The zone is ${zone.status}, not active: are Cloudflare's name servers entered at the registrar?`,
    );
  }
  if (zone.development_mode > 0) notes.push('Development mode is on: the cache is bypassed.');
  if (sslMode === 'off') notes.push('SSL mode off: visitors reach this zone over HTTP only.');
  if (sslMode === 'flexible') {
    notes.push(
      'SSL mode flexible: Cloudflare connects to the origin over HTTP; an origin that redirects to HTTPS causes a loop.',
    );
  }
  return notes;
}

export function certificateNotes(packs: readonly CertificatePack[] | undefined): string[] {
  if (packs === undefined) return [];
  const { expired, soon, failing } = countProblems(packs);
  const daysToFirst = Math.min(
    ...packs.flatMap(({ days_left }) => days_left ?? []).filter((days) => days >= 0),
  );
  const notes: string[] = [];
  if (packs.length === 0) notes.push('The zone has no edge certificate.');
  if (expired === 1) notes.push('A certificate has expired.');
  if (expired > 1) notes.push(`${expired} certificates have expired.`);
  if (soon === 1) notes.push(`A certificate expires in ${daysToFirst} days.`);
  if (soon > 1) notes.push(`${soon} certificates expire soon, the first in ${daysToFirst} days.`);
  if (failing > 0) notes.push(`${failing} certificate pack(s) fail to validate: see validation_errors.`);
  return notes;
}
