/** The accounts that a credential sees: those it may list, or else those of the zones it may read. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { ACCOUNTS_NAMED_MAX, NAME_CHARS_MAX } from '../limits/answers.ts';
import { PAGE_SIZE_MIN, ZONES_PAGE_SIZE } from '../limits/cloudflare.ts';
import { plainText } from '../text/plain-text.ts';
import type { CloudflareApi } from './api.ts';
import { CloudflareFailure, failureIn } from './http/failure.ts';
import { toPage } from './pages.ts';
import { UnclearAccount } from './unclear-account.ts';

interface AccountSeen {
  readonly id: string;
  readonly name?: string | undefined;
}

/** @throws UnclearAccount when the credential sees none or several. */
export async function fetchOnlyAccountId(api: CloudflareApi): Promise<string> {
  const listed = await fetchListed(api);
  // A token made for DNS alone lists no account, but each zone that it may read says whose it is.
  const accounts = listed.length > 0 ? listed : await fetchAccountsOfZones(api);
  const [only] = accounts;
  if (only !== undefined && accounts.length === 1) {
    if (typeof only.id === 'string') return only.id;
    throw new CloudflareFailure('cloudflare_trouble', { code: 'account without ID' });
  }
  throw new UnclearAccount(accounts.length, accounts.slice(0, ACCOUNTS_NAMED_MAX).map(describe));
}

async function fetchListed(api: CloudflareApi): Promise<readonly AccountSeen[]> {
  return orNoneIfRefused(async () => {
    // One page only: this endpoint returns the same page for every page number.
    return toPage(await api.accounts.list({ page: 1, per_page: ZONES_PAGE_SIZE })).rows;
  });
}

async function fetchAccountsOfZones(api: CloudflareApi): Promise<readonly AccountSeen[]> {
  return orNoneIfRefused(async () => {
    const order = 'account.id';
    const first = toPage(
      await api.zones.list({ order, direction: 'asc', page: 1, per_page: ZONES_PAGE_SIZE }),
    );
    const isWhole =
      first.rows.length < (first.perPage ?? ZONES_PAGE_SIZE) || first.total === first.rows.length;
    // In this order, a page from the other end shows whether there is a second account, however many zones there are.
    const last = isWhole
      ? []
      : toPage(await api.zones.list({ order, direction: 'desc', page: 1, per_page: PAGE_SIZE_MIN })).rows;
    const accounts = new Map(
      [...first.rows, ...last].flatMap(accountOf).map((account) => [account.id, account]),
    );
    return [...accounts.values()];
  });
}

function accountOf({ account }: Zone): AccountSeen[] {
  return typeof account?.id === 'string' ? [{ id: account.id, name: account.name }] : [];
}

async function orNoneIfRefused<Row>(load: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await load();
  } catch (error) {
    if (failureIn(error)?.kind === 'permission_missing') return [];
    throw error;
  }
}

function describe({ id, name }: AccountSeen): string {
  return `"${plainText(String(name), NAME_CHARS_MAX)}" (${plainText(String(id), NAME_CHARS_MAX)})`;
}
