/** The field `searched`: how far a search over the account's zones has come. */
import * as z from 'zod';
import type { SearchPosition, ZoneSearchResult } from '../cloudflare/zones/zone-search-progress.ts';
import { SKIPPED_LISTED_MAX } from '../limits/answers.ts';

/** A position in the search. `total` is the number of zones at that time: if it has changed, zones may be missed. */
export const searchCursor = z.strictObject({
  zone: z.int().min(0),
  row: z.int().min(0),
  total: z.number().optional(),
});
export type SearchCursor = z.infer<typeof searchCursor>;

export const SEARCH_START: SearchCursor = { zone: 0, row: 0 };

export const searchedField = z
  .strictObject({
    zones: z.number().describe('Zones searched by this call'),
    of: z.number().optional().describe('Zones in the account'),
    left: z.number().optional().describe('Zones that next_cursor goes on with'),
    skipped: z.number().optional().describe('Zones that could not be read'),
    skipped_zones: z
      .array(z.strictObject({ zone: z.string().describe('Its name'), reason: z.string().describe('Why') }))
      .optional()
      .describe(`The first ${SKIPPED_LISTED_MAX} of them`),
  })
  .describe('Only when every zone was searched');

/** @param next where the next answer starts. When rows did not fit, this is before the position where the search ended. */
export function zonesSearched(
  search: ZoneSearchResult<unknown>,
  next: SearchPosition | undefined,
): z.infer<typeof searchedField> {
  const { zonesTotal, zonesSearched: zones, skipped } = search;
  return {
    zones,
    of: zonesTotal,
    // A zone counts as searched when some of its rows are in this answer.
    ...(zonesTotal !== undefined &&
      next && { left: Math.max(0, zonesTotal - next.zone - (next.row > 0 ? 1 : 0)) }),
    ...(skipped.length > 0 && {
      skipped: skipped.length,
      skipped_zones: skipped.slice(0, SKIPPED_LISTED_MAX),
    }),
  };
}

export function searchNotes(
  search: ZoneSearchResult<unknown>,
  next: SearchPosition | undefined,
  from: SearchCursor,
): (string | false | undefined)[] {
  const isChanged = from.total !== undefined && search.zonesTotal !== from.total;
  return [
    isChanged &&
      `The account had ${from.total} zones at the previous page and has ${search.zonesTotal} now: zones may be missing or ` +
        'listed twice. Start again without cursor for a complete answer.',
    next &&
      search.stopped &&
      `Incomplete, because ${search.stopped}. Ask again with next_cursor for the remaining zones.`,
    search.skipped.length > 0 && 'Incomplete: some zones were skipped, see searched.skipped_zones.',
    search.zonesTotal === 0 && 'This credential sees no zone in this account. Next: call test_connection.',
  ];
}
