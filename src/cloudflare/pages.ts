/** Rows from a place in a paged list, by explicit pages: the SDK's iterators ask once too often and can loop for ever. */

import { PAGE_SIZE_MIN } from '../limits.ts';
import { CloudflareFailure } from './http/failure.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows of the whole list, where the service says so. */
  readonly total: number | undefined;
  /** The page size that the service really used. */
  readonly perPage: number | undefined;
}

/** The part of an SDK page that is read here; at run time `result_info` holds more than its type says. */
export interface SdkPage<Row> {
  readonly result: Row[];
  readonly result_info: object;
}

export function toPage<Row>(page: SdkPage<Row>): Page<Row> {
  const info = page.result_info as { total_count?: unknown; per_page?: unknown };
  const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : undefined);
  if (!Array.isArray(page.result)) throw new CloudflareFailure('cloudflare_trouble', { code: 'not a list' });
  return { rows: page.result, total: count(info.total_count), perPage: count(info.per_page) || undefined };
}

export interface Rows<Row> {
  readonly rows: Row[];
  readonly total: number | undefined;
  /** Whether the list goes on after the last of these rows. */
  readonly hasMore: boolean;
}

/**
 * Reads `limit` rows from `offset` on; one request where they stand on one page.
 * @param read asks for one page; `page` counts from 1.
 */
export async function readRows<Row>(
  offset: number,
  limit: number,
  pageSize: number,
  read: (page: number, perPage: number) => Promise<Page<Row>>,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  let size = pageSize;
  let firstBefore: Row | undefined;
  for (;;) {
    const at = offset + rows.length;
    const number = Math.floor(at / size) + 1;
    const page = await read(number, size);
    if (page.perPage !== undefined && page.perPage < size) {
      // The service allows less than was asked: pages stand elsewhere than computed, unless this is the first.
      size = page.perPage;
      if (number > 1) continue;
    }
    const [first] = page.rows;
    // A service that ignores the page gives the same rows for ever.
    if (isSame(first, firstBefore)) return ended(rows, limit, offset + rows.length);
    firstBefore = first;
    const isShort = page.rows.length >= PAGE_SIZE_MIN && page.rows.length < size;
    if (number > 1 && isShort && (page.total ?? 0) > (number - 1) * size + page.rows.length) {
      // Smaller pages than asked for, without saying so: these rows stand elsewhere in the list.
      size = page.rows.length;
      firstBefore = undefined;
      continue;
    }
    for (const row of page.rows.slice(at - (number - 1) * size)) rows.push(row);
    const seen = offset + rows.length;
    // A total below what was seen is wrong.
    const total = page.total !== undefined && page.total >= seen ? page.total : undefined;
    if (page.rows.length < size) {
      const isCapped =
        page.rows.length >= PAGE_SIZE_MIN && total !== undefined && total > seen && rows.length < limit;
      if (!isCapped)
        return ended(rows, limit, totalAtEnd(page, number, size) ?? (rows.length > 0 ? seen : undefined));
      // The total says that there is more: the service gives smaller pages than asked, without saying so.
      size = page.rows.length;
      continue;
    }
    if (total === seen) return ended(rows, limit, total);
    if (rows.length >= limit) return { rows: rows.slice(0, limit), total, hasMore: true };
  }
}

function isSame(row: unknown, before: unknown): boolean {
  return row !== undefined && before !== undefined && JSON.stringify(row) === JSON.stringify(before);
}

function ended<Row>(rows: Row[], limit: number, total: number | undefined): Rows<Row> {
  return { rows: rows.slice(0, limit), total, hasMore: rows.length > limit };
}

/** A page that is not full is the last one and tells the total, whatever `total_count` says; an empty one may lie behind it. */
function totalAtEnd(page: Page<unknown>, number: number, size: number): number | undefined {
  const end = (number - 1) * size + page.rows.length;
  if (page.rows.length > 0 || number === 1) return end;
  return page.total !== undefined && page.total <= end ? page.total : undefined;
}
