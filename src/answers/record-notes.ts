/** Notes on an answer with DNS records: which zone they belong to, and why there may be none. */
import { qualifyName, type RecordFilters } from '../cloudflare/records/record-filters.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { parseZoneReference } from './fields.ts';

export const PATTERN_HINT =
  'Use stars to match a part of name, content or comment: "*part*". TXT contents are stored in quotes.';

/** For a caller who gave a host as `zone`, and may think that only the records of that host are shown. */
export function hostInZoneNote(
  writtenZone: string | undefined,
  name: string | undefined,
  zone: ZoneName,
): string | undefined {
  const reference = parseZoneReference(writtenZone ?? zone.id);
  if (reference === zone.id || reference === zone.name || name !== undefined) return undefined;
  return `${reference} is a host in the zone ${zone.name}; these are the records of the whole zone. For this host alone use name.`;
}

/** The full name that was asked for, if it is one that a wildcard might answer for. */
export function nameBelowApex({ name }: RecordFilters, zone: ZoneName): string | undefined {
  if (name?.match !== 'exact') return undefined;
  const { text } = qualifyName(name, zone.name);
  return text === zone.name || text.startsWith('*') ? undefined : text;
}

export function noRecordInZoneNote(zone: ZoneName, isFiltered: boolean, { name }: RecordFilters): string {
  if (!isFiltered) return `The zone ${zone.name} has no DNS records.`;
  const fullName = name?.match === 'exact' ? qualifyName(name, zone.name).text : undefined;
  return `No record of ${zone.name} matches${fullName === undefined ? '' : ` (name ${fullName})`}. ${PATTERN_HINT}`;
}

export function noZoneOfHostNote(host: string): string {
  return (
    `No zone of this account contains ${host}: its DNS may be elsewhere, in another account, or hidden from this token. Next: call list_zones; ` +
    `or, to find records with this name in any zone, use name "${host}.*".`
  );
}
