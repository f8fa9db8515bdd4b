/** The `zones` field: how far a search over the account's zones came. */
import * as z from 'zod';
import type { SearchPlace, ZoneSearch } from '../cloudflare/zones/zone-search-progress.ts';
import { SKIPPED_LISTED_MAX } from '../limits.ts';

/** A cursor's position: `of` is how many zones there were, to notice when the list changes on the way. */
export const searchPosition = z.strictObject({
  zone: z.int().min(0),
  row: z.int().min(0),
  of: z.number().optional(),
});
export type SearchPosition = z.infer<typeof searchPosition>;

export const FIRST_ZONE: SearchPosition = { zone: 0, row: 0 };

export const zonesField = z
  .strictObject({
    total: z.number().optional(),
    searched: z.number(),
    left: z.number().optional(),
    skipped: z.number().optional(),
    skipped_zones: z.array(z.string()).optional(),
  })
  .optional();

/** @param next where the answer goes on, which may be before the place where the search ended. */
export function zonesSearched(
  search: ZoneSearch<unknown>,
  next: SearchPlace | undefined,
): z.infer<typeof zonesField> {
  const { zonesTotal, zonesSearched: searched, skipped } = search;
  return {
    total: zonesTotal,
    searched,
    // A zone of which a part was read counts as searched.
    ...(zonesTotal !== undefined &&
      next && { left: Math.max(0, zonesTotal - next.zone - (next.row > 0 ? 1 : 0)) }),
    ...(skipped.length > 0 && {
      skipped: skipped.length,
      skipped_zones: skipped.slice(0, SKIPPED_LISTED_MAX).map(({ zone, reason }) => `${zone}: ${reason}`),
    }),
  };
}

export function searchNotes(
  search: ZoneSearch<unknown>,
  next: SearchPlace | undefined,
  from: SearchPosition,
): (string | false | undefined)[] {
  const isChanged = from.of !== undefined && search.zonesTotal !== from.of;
  return [
    isChanged &&
      `The account had ${from.of} zones on the page before and has ${search.zonesTotal} now: zones may be missing ` +
        'or twice. Begin again without cursor for a whole answer.',
    next &&
      search.stopped &&
      `Incomplete, because ${search.stopped}. Ask again with next_cursor for the zones that are left.`,
    search.skipped.length > 0 && 'Incomplete: zones were skipped, see zones.skipped_zones.',
    search.zonesTotal === 0 &&
      'This account has no zone that the credential may see. Next: call test_connection.',
  ];
}
