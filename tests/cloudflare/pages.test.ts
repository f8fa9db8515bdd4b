/** Rows of a paged list: each row exactly once, at every offset, whatever the service says about totals and page sizes. */
import { describe, expect, it } from 'vitest';
import { fetchRows, type Page, toPage } from '../../src/cloudflare/pages.ts';

interface Service {
  readonly count: number;
  /** The largest page that the service returns. */
  readonly perPageMax?: number;
  readonly total?: number | undefined;
  readonly saysPerPage?: boolean;
}

/** A list of the numbers 0 to count-1. */
function service({ count, perPageMax = 1_000, saysPerPage = true, ...lie }: Service) {
  const asked: number[] = [];
  const read = async (page: number, wanted: number): Promise<Page<number>> => {
    asked.push(page);
    const size = Math.min(wanted, perPageMax);
    const from = (page - 1) * size;
    const rows = Array.from({ length: Math.max(0, Math.min(size, count - from)) }, (_, n) => from + n);
    return { rows, total: 'total' in lie ? lie.total : count, perPage: saysPerPage ? size : undefined };
  };
  return { asked, read };
}
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);

const COUNTS = [0, 1, 4, 5, 6, 10, 11, 23, 50];
const OFFSETS = [0, 1, 3, 5, 7, 10, 22, 23, 24, 60];
const LIMITS = [1, 2, 5, 7, 20, 100];

describe('rows', () => {
  it.each([
    ['a service that tells the truth', {}],
    ['a service without totals', { total: undefined }],
    ['a service without page sizes', { saysPerPage: false }],
    ['a total that is too small', { total: 3 }],
    ['a total of nothing', { total: 0 }],
    ['a total that is too large', { total: 1_000 }],
    ['smaller pages than requested', { perPageMax: 3 }],
    ['smaller pages and no totals', { perPageMax: 3, total: undefined }],
    ['smaller pages and a total that is too large', { perPageMax: 4, total: 77 }],
  ])('of %s are the right ones at every offset, for every limit', async (_what, quirk: Partial<Service>) => {
    for (const count of COUNTS) {
      // A wrong total that happens to equal the number of rows fetched so far looks like the right one.
      if (quirk.total !== undefined && quirk.total >= count && quirk.total < 50) continue;
      for (const offset of OFFSETS) {
        for (const limit of LIMITS) {
          const { read } = service({ count, ...quirk });
          const { rows, hasMore } = await fetchRows(offset, limit, 5, read);
          const where = `count ${count}, offset ${offset}, limit ${limit}`;
          expect(rows, where).toEqual(range(Math.min(offset, count), Math.min(count, offset + limit)));
          if (offset + limit < count) expect(hasMore, where).toBe(true);
        }
      }
    }
  });

  it.each([
    ['a service that tells the truth', {}],
    ['a service without totals', { total: undefined }],
    ['a total that is too small', { total: 3 }],
    ['a total that is too large', { total: 1_000 }],
    ['smaller pages than requested', { perPageMax: 3 }],
  ])('of %s are walked once each, and the walk ends', async (_what, quirk: Partial<Service>) => {
    for (const count of [0, 1, 5, 10, 23, 50]) {
      for (const limit of [1, 2, 5, 7, 20]) {
        const { read } = service({ count, ...quirk });
        const walked: number[] = [];
        for (let hasMore = true; hasMore; ) {
          const answer = await fetchRows(walked.length, limit, 5, read);
          walked.push(...answer.rows);
          hasMore = answer.hasMore;
          expect(answer.rows.length).toBeLessThanOrEqual(limit);
          if (answer.rows.length === 0) expect(hasMore).toBe(false);
        }
        expect(walked, `count ${count}, limit ${limit}`).toEqual(range(0, count));
      }
    }
  });
});

describe('requests', () => {
  it.each([
    ['one page', 12, 0, 50, 50, [1]],
    ['exactly one full page', 50, 0, 50, 50, [1]],
    ['a page in the middle', 120, 50, 50, 50, [2]],
    ['two pages', 120, 40, 20, 50, [1, 2]],
    ['all pages', 120, 0, 500, 50, [1, 2, 3]],
    ['full pages only', 100, 0, 500, 50, [1, 2]],
    ['an empty list', 0, 0, 50, 50, [1]],
  ])('for %s are as few as can be', async (_what, count, offset, limit, size, pages) => {
    const { asked, read } = service({ count });
    await fetchRows(offset, limit, size, read);
    expect(asked).toEqual(pages);
  });

  it('end if a service returns the same page for every page number', async () => {
    let asked = 0;
    const stuck = async (): Promise<Page<number>> => {
      asked++;
      return { rows: [1, 2, 3, 4, 5], total: undefined, perPage: 5 };
    };
    const { rows, total, hasMore } = await fetchRows(0, 20, 5, stuck);
    expect({ rows, total, hasMore }).toEqual({ rows: [1, 2, 3, 4, 5], total: 5, hasMore: false });
    expect(asked).toBe(2);
  });

  it('go on to the given total if the pages are smaller than requested, although the service does not say so', async () => {
    const { asked, read } = service({ count: 23, perPageMax: 10, saysPerPage: false });
    expect(await fetchRows(0, 100, 50, read)).toEqual({ rows: range(0, 23), total: 23, hasMore: false });
    expect(asked).toEqual([1, 2, 3]);
  });

  it('end at an empty page after a short one, whatever the total says', async () => {
    const { asked, read } = service({ count: 7, total: 99 });
    expect(await fetchRows(0, 100, 50, read)).toEqual({ rows: range(0, 7), total: 7, hasMore: false });
    expect(asked).toEqual([1, 2]);
  });

  it('end at a page of less than five rows, even if the total is larger', async () => {
    const { asked, read } = service({ count: 4, total: 99 });
    expect(await fetchRows(0, 100, 50, read)).toEqual({ rows: range(0, 4), total: 4, hasMore: false });
    expect(asked).toEqual([1]);
  });

  it('throw the failure of a page', async () => {
    await expect(fetchRows(0, 5, 5, () => Promise.reject(new Error('page')))).rejects.toThrow('page');
  });
});

describe('the total', () => {
  it.each([
    ['the one given', { count: 23 }, 0, 5, 23],
    ['counted at the end, although the one given is too small', { count: 23, total: 3 }, 0, 100, 23],
    ['counted at the end, although the one given is too large', { count: 23, total: 99 }, 0, 100, 23],
    [
      'unknown while the one given is smaller than the number of rows seen',
      { count: 23, total: 3 },
      0,
      5,
      undefined,
    ],
    ['unknown while none is given', { count: 23, total: undefined }, 0, 5, undefined],
    ['zero for an empty list', { count: 0, total: 8 }, 0, 5, 0],
    ['the one given, beyond the end', { count: 23 }, 40, 5, 23],
    ['unknown beyond the end if the one given is even larger', { count: 23, total: 999 }, 40, 5, undefined],
  ])('is %s', async (_what, quirk: Service, offset, limit, total) => {
    expect((await fetchRows(offset, limit, 5, service(quirk).read)).total).toBe(total);
  });
});

const ROW = { id: 'a' };

describe('a page of the SDK', () => {
  it.each([[null], [undefined], [{}], ['rows']])(
    'whose result is %j, which is no list, is a failure',
    (result) => {
      expect(() => toPage({ result: result as never, result_info: {} })).toThrow('cloudflare_trouble');
    },
  );

  it.each([
    [{ total_count: 12, per_page: 5 }, 12, 5],
    [{ total_count: 0, per_page: 0 }, 0, undefined],
    [{ total_count: '12', per_page: '5' }, undefined, undefined],
    [{ total_count: -1, per_page: -5 }, undefined, undefined],
    [{}, undefined, undefined],
  ])('with %j has total %s and page size %s', (result_info, total, perPage) => {
    expect(toPage({ result: [ROW], result_info })).toEqual({ rows: [ROW], total, perPage });
  });
});
