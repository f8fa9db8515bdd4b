/** What an answer says about a search over zones: counts, skipped zones, and how to get the rest. */
import { describe, expect, it } from 'vitest';
import { searchNotes, zonesSearched } from '../../src/answers/zones-searched.ts';
import type { ZoneSearchResult } from '../../src/cloudflare/zones/zone-search-progress.ts';

const search = (fields: Partial<ZoneSearchResult<unknown>> = {}): ZoneSearchResult<unknown> => ({
  found: [],
  zonesTotal: 12,
  zonesSearched: 12,
  skipped: [],
  next: undefined,
  stopped: undefined,
  total: 0,
  ...fields,
});
const START = { zone: 0, row: 0 };
const notes = (found: ZoneSearchResult<unknown>, next?: { zone: number; row: number }, total?: number) =>
  searchNotes(found, next, { ...START, total }).filter(Boolean);

describe('the zones of an answer', () => {
  it('are counted when all were searched', () => {
    expect(zonesSearched(search(), undefined)).toEqual({ zones: 12, of: 12 });
    expect(notes(search(), undefined)).toEqual([]);
  });

  it.each([
    [{ zone: 5, row: 0 }, 7],
    [{ zone: 5, row: 3 }, 6],
    [{ zone: 12, row: 0 }, 0],
    [{ zone: 14, row: 0 }, 0],
  ])('after which the search goes on at %j have %i left', (next, left) => {
    expect(zonesSearched(search({ zonesSearched: 5 }), next)).toMatchObject({ left });
  });

  it('of which the number is unknown: how many are left is not guessed', () => {
    expect(zonesSearched(search({ zonesTotal: undefined }), { zone: 5, row: 0 }).left).toBeUndefined();
  });

  it('that were skipped are all counted, and some of them named, with a note', () => {
    const skipped = Array.from({ length: 14 }, (_, n) => ({ zone: `z${n}.example`, reason: 'HTTP 502' }));
    const searched = zonesSearched(search({ skipped }), undefined);
    expect(searched.skipped).toBe(14);
    expect(searched.skipped_zones).toHaveLength(10);
    expect(searched.skipped_zones?.[0]).toEqual({ zone: 'z0.example', reason: 'HTTP 502' });
    expect(notes(search({ skipped }), undefined).join()).toContain('skipped_zones');
  });

  it('that were not reached: the reason is given only when there is a next cursor', () => {
    const stopped = search({ stopped: 'time ran out' });
    expect(notes(stopped, { zone: 1, row: 0 }).join()).toMatch(/because time ran out.*next_cursor/);
    expect(notes(stopped, undefined)).toEqual([]);
  });

  it('whose number changed between two pages: a note says that zones may be missing or listed twice', () => {
    expect(notes(search(), undefined, 12)).toEqual([]);
    expect(notes(search(), undefined, 13).join()).toMatch(/had 13 zones .* has 12 now.*without cursor/);
  });

  it('of which there are none: a note leads to test_connection', () => {
    expect(notes(search({ zonesTotal: 0 }), undefined).join()).toContain('test_connection');
  });
});
