/** Notes on an answer with DNS records: which zone they belong to, and why there may be none. */
import { qualifyName, type RecordFilters } from '../cloudflare/records/record-filters.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { parseZoneReference } from './fields.ts';

export const PATTERN_HINT =
  'Use stars to match a part of name, content or comment: "*part*". TXT contents are stored in quotes.';

/** A caller who gives a host as `zone` may think that only the records of that host are shown. */
export function hostInZoneNote(
  writtenZone: string | undefined,
  name: string | undefined,
  zone: ZoneName,
): string | undefined {
  const reference = parseZoneReference(writtenZone ?? zone.id);
  if (reference === zone.id || reference === zone.name || name !== undefined) return undefined;
  return `${reference} is a host in the zone ${zone.name}; these are the records of the whole zone. For this host alone use name.`;
}

export function noRecordInZoneNote(zone: ZoneName, isFiltered: boolean, { name }: RecordFilters): string {
  if (!isFiltered) return `The zone ${zone.name} has no DNS records.`;
  const fullName = name?.match === 'exact' ? qualifyName(name, zone.name).text : undefined;
  const isBelowApex = fullName !== undefined && fullName !== zone.name && !fullName.startsWith('*');
  return (
    `No record of ${zone.name} matches${fullName === undefined ? '' : ` (name ${fullName})`}. ${PATTERN_HINT}` +
    (isBelowApex ? ' A wildcard record may answer for this name: look for it with name "\\*".' : '')
  );
}

export function noZoneOfHostNote(host: string): string {
  return (
    `No zone of this account contains ${host}: its DNS is hosted elsewhere, or in another account. Next: call list_zones; ` +
    `or, to find records with this name in any zone, use name "${host}.*".`
  );
}
