/** Rows of a paged list, fetched page by page: the SDK's own iterators send one request too many and may never end. */

import { PAGE_SIZE_MIN } from '../limits/cloudflare.ts';
import { CloudflareFailure } from './http/failure.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The number of rows in the whole list, if the service gives it. */
  readonly total: number | undefined;
  /** The page size that the service used, which may be smaller than the one requested. */
  readonly perPage: number | undefined;
}

/** The part of an SDK page that is used here. At run time `result_info` has more fields than its type says. */
export interface SdkPage<Row> {
  readonly result: Row[];
  /** Lists without pages may have none. */
  readonly result_info?: object;
}

export function toPage<Row>(page: SdkPage<Row>): Page<Row> {
  const info = (page.result_info ?? {}) as { total_count?: unknown; per_page?: unknown };
  const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : undefined);
  const list = listIn(page);
  if (!Array.isArray(list)) throw new CloudflareFailure('cloudflare_trouble', { code: 'not a list' });
  return {
    rows: list.map(toRow),
    total: count(info.total_count),
    perPage: count(info.per_page) || undefined,
  };
}

/** As Cloudflare sent it: the SDK makes an empty list of a null, which may as well be a list that could not be made. */
function listIn<Row>({ result, ...page }: SdkPage<Row>): Row[] | null | undefined {
  const { body } = page as { body?: { result?: Row[] | null } };
  return body === undefined ? result : body.result;
}

/** What is no row keeps its place as one without fields: whoever reads rows has to do without any field. */
function toRow<Row>(row: Row): Row {
  return typeof row === 'object' && row !== null ? row : ({} as Row);
}

export interface Rows<Row> {
  readonly rows: Row[];
  readonly total: number | undefined;
  /** Whether the list has more rows after these. */
  readonly hasMore: boolean;
}

/**
 * Fetches `limit` rows, starting at `offset`, with a single request if they are all on one page. Where the first page tells
 * how many there are, the others are fetched side by side.
 * @param fetchPage `page` counts from 1.
 */
export async function fetchRows<Row>(
  offset: number,
  limit: number,
  pageSize: number,
  fetchPage: (page: number, perPage: number) => Promise<Page<Row>>,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  let size = pageSize;
  let previousFirst: Row | undefined;
  /** By number and size. */
  const ahead = new Map<string, Promise<Page<Row>>>();
  for (;;) {
    const at = offset + rows.length;
    const number = Math.floor(at / size) + 1;
    const page = await (ahead.get(`${number} ${size}`) ?? fetchPage(number, size));
    if (page.perPage !== undefined && page.perPage < size) {
      // The service uses smaller pages than requested, so page `number` holds other rows, unless it is the first page.
      size = page.perPage;
      if (number > 1) continue;
    }
    const [first] = page.rows;
    // A service that ignores the page number returns the same rows again and again.
    if (isSame(first, previousFirst)) return toLastRows(rows, limit, offset + rows.length);
    previousFirst = first;
    const isShort = page.rows.length >= PAGE_SIZE_MIN && page.rows.length < size;
    if (number > 1 && isShort && (page.total ?? 0) > (number - 1) * size + page.rows.length) {
      // The service uses smaller pages than requested without saying so: these are not the rows computed for this page.
      size = page.rows.length;
      previousFirst = undefined;
      continue;
    }
    for (const row of page.rows.slice(at - (number - 1) * size)) rows.push(row);
    const seen = offset + rows.length;
    // A total below the number of rows seen is wrong.
    const total = page.total !== undefined && page.total >= seen ? page.total : undefined;
    if (page.rows.length < size) {
      const isCapped =
        page.rows.length >= PAGE_SIZE_MIN && total !== undefined && total > seen && rows.length < limit;
      if (!isCapped)
        return toLastRows(
          rows,
          limit,
          totalAtEnd(page, number, size) ?? (rows.length > 0 ? seen : undefined),
        );
      // The total says that there are more rows: the service uses smaller pages than requested without saying so.
      size = page.rows.length;
      continue;
    }
    if (total === seen) return toLastRows(rows, limit, total);
    if (rows.length >= limit) return { rows: rows.slice(0, limit), total, hasMore: true };
    if (ahead.size > 0) continue;
    const last = Math.ceil(Math.min(total ?? 0, offset + limit) / size);
    for (let next = number + 1; next <= last; next++) {
      const fetched = fetchPage(next, size);
      // If the list ends before it, nobody awaits this page: its failure must not end the process.
      fetched.catch(() => undefined);
      ahead.set(`${next} ${size}`, fetched);
    }
  }
}

function isSame(row: unknown, other: unknown): boolean {
  const text = JSON.stringify(row);
  // Rows that could not be read are alike.
  return text !== undefined && text !== '{}' && text === JSON.stringify(other);
}

/** The rows of a list that has ended. */
function toLastRows<Row>(rows: Row[], limit: number, total: number | undefined): Rows<Row> {
  return { rows: rows.slice(0, limit), total, hasMore: rows.length > limit };
}

/** The total, computed from a last page that is not full, whatever `total_count` says. An empty page may be beyond the end. */
function totalAtEnd(page: Page<unknown>, number: number, size: number): number | undefined {
  const end = (number - 1) * size + page.rows.length;
  if (page.rows.length > 0 || number === 1) return end;
  return page.total !== undefined && page.total <= end ? page.total : undefined;
}
