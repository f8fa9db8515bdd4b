/** What a responder should notice about a zone without knowing every field. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import type { ZoneCertificates } from '../cloudflare/zone-certificates.ts';
import { COUNTED_VALUE_CHARS_MAX, NAME_CHARS_MAX, VALUE_CHARS_MAX } from '../limits/answers.ts';
import { toText } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';
import { countProblems } from './certificate-rows.ts';
import { toNameServers } from './zone-rows.ts';

/** @param sslMode value of the setting `ssl`, if it could be read. */
export function zoneNotes(zone: Zone, sslMode: unknown): string[] {
  const notes: string[] = [];
  if (zone.paused) {
    notes.push('The zone is paused: Cloudflare answers DNS only, without proxy, cache and security.');
  }
  notes.push(...statusNotes(zone));
  if (zone.development_mode > 0) notes.push('Development mode is on: the cache is bypassed.');
  if (sslMode === 'off') notes.push('SSL mode off: visitors reach this zone over HTTP only.');
  if (sslMode === 'flexible') {
    notes.push(
      'SSL mode flexible: Cloudflare connects to the origin over HTTP; an origin that redirects to HTTPS causes a loop.',
    );
  }
  return notes;
}

/** Which name servers make it active, and at whom: both lists are in the zone, but an agent has to be told which is which. */
function statusNotes(zone: Zone): string[] {
  const status = toText(zone.status);
  const type = toText(zone.type);
  if (status === undefined || status === 'active') return [];
  const word = plainText(status, COUNTED_VALUE_CHARS_MAX);
  const isMoved = status === 'moved';
  const state = `The zone is ${word}, ${isMoved ? 'no longer' : 'not'} active`;
  if (type !== undefined && type !== 'full')
    return [`${state}. Its zone type is ${plainText(type, COUNTED_VALUE_CHARS_MAX)}.`];
  const own = listOf(toNameServers(zone.name_servers));
  if (own === undefined) return [`${state}: are Cloudflare's name servers entered at the registrar?`];
  const registrar = toText(zone.original_registrar);
  const where = `at ${registrar === undefined ? 'the registrar' : `the registrar (when it was added: ${plainText(registrar, VALUE_CHARS_MAX)})`}`;
  if (isMoved) {
    return [
      `${state}: its domain does not use these name servers any more. To bring it back, set ${own} ${where}.`,
    ];
  }
  const former = listOf(toNameServers(zone.original_name_servers));
  const inPlaceOf = former === undefined ? '' : ` in place of ${former}`;
  return [`${state}: set the name servers ${own} ${where}${inPlaceOf}.`];
}

function listOf(names: readonly string[] | undefined): string | undefined {
  return names === undefined || names.length === 0
    ? undefined
    : names.map((name) => plainText(name, NAME_CHARS_MAX)).join(' and ');
}

export function certificateNotes({ certificates, isWhole }: ZoneCertificates): string[] {
  const { expired, soon, failing } = countProblems(certificates);
  const daysToFirst = Math.min(
    ...certificates.flatMap(({ days_left }) => days_left ?? []).filter((days) => days >= 0),
  );
  const notes: string[] = [];
  if (certificates.length === 0 && isWhole) notes.push('The zone has no edge certificate.');
  if (expired === 1) notes.push('A certificate has expired.');
  if (expired > 1) notes.push(`${expired} certificates have expired.`);
  if (soon === 1) notes.push(`A certificate expires in ${daysToFirst} days.`);
  if (soon > 1) notes.push(`${soon} certificates expire soon, the first in ${daysToFirst} days.`);
  if (failing > 0) notes.push(`${failing} certificate pack(s) fail to validate: see validation_errors.`);
  return notes;
}
