/** What to know about an answer with DNS records: whose they are, and why there may be none. */
import { inZone, type RecordFilters } from '../cloudflare/records/record-filters.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { readZoneReference } from './fields.ts';

/** Of name, content and comment. */
export const STARS = 'Parts of a text are found with stars, and TXT contents stand in quotes: "*part*".';

/** Whoever names a host as the zone may think that only its records are shown. */
export function hostInZone(
  written: string | undefined,
  name: string | undefined,
  zone: ZoneName,
): string | undefined {
  const reference = readZoneReference(written ?? zone.id);
  if (reference === zone.id || reference === zone.name || name !== undefined) return undefined;
  return `${reference} lies in the zone ${zone.name}, whose records these are. For this host alone use name.`;
}

export function noneInZone(zone: ZoneName, isFiltered: boolean, { name }: RecordFilters): string {
  if (!isFiltered) return `The zone ${zone.name} has no DNS records.`;
  const asked = name?.match === 'exact' ? inZone(name, zone.name).text : undefined;
  const isBelowApex = asked !== undefined && asked !== zone.name && !asked.startsWith('*');
  return (
    `No record of ${zone.name} matches${asked === undefined ? '' : ` (name ${asked})`}. ${STARS}` +
    (isBelowApex ? ' A wildcard record may answer for this name: ask with name "\\*".' : '')
  );
}

export function noZoneHolds(host: string): string {
  return (
    `No zone of this account holds ${host}: its DNS is hosted elsewhere, or in another account. Next: list_zones; or, for ` +
    `records called so relative to any zone, name "${host}.*".`
  );
}
