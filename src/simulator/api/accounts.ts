/** Accounts, the user, and the two endpoints that verify a token. */

import type { SimAccount } from '../world/world.ts';
import { type Answer, ApiError } from './envelope.ts';
import { AUTHENTICATION_ERROR, credentialId, mayRead, seesAccount, UNAUTHORIZED } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';
import { accountRoute, type Call, route } from './route.ts';

export const accountRoutes = [
  route('/accounts', 'top_level', listAccounts),
  accountRoute(
    '/accounts/:account_id',
    {
      permissions: ['Account Settings Read', 'Account Firewall Access Rules Read', 'Billing Read'],
      refusal: UNAUTHORIZED,
      unknownId: { code: 9109, message: 'Invalid account identifier' },
    },
    getAccount,
  ),
  route('/accounts/:account_id/tokens/verify', 'verify', verifyAccountToken),
  route('/user', 'top_level', getUser),
  route('/user/tokens/verify', 'verify', verifyUserToken),
];

/** Leaves out the accounts that the caller may not read, and never refuses. */
function listAccounts({ world, caller, query }: Call): Answer {
  const listable = caller.kind === 'account_token' || mayRead(caller, ['Account Settings Read']);
  const name = query.get('name')?.toLowerCase();
  const direction = oneOf(query, 'direction', ['asc', 'desc']);
  const seen = world.accounts
    .filter((account) => listable && seesAccount(caller, account.id))
    .filter((account) => !name || account.name.toLowerCase().includes(name));
  const rows = sorted(seen, (account) => account.name, direction);
  // The real endpoint ignores `page`: it always answers the first page, and says that there is only one.
  const firstPage = new URLSearchParams(query);
  firstPage.delete('page');
  const answer = pageOf(rows, firstPage, { fallback: 20, min: 5, max: 50 });
  answer.result_info.total_pages = 1;
  return answer;
}

function getAccount(account: SimAccount): Answer {
  return { result: account };
}

function getUser({ caller, world }: Call): Answer {
  if (caller.kind === 'account_token') {
    throw new ApiError(403, { code: 9109, message: 'Valid user-level authentication not found' });
  }
  if (!mayRead(caller, ['User Details Read'])) throw new ApiError(403, UNAUTHORIZED);
  const organizations = world.accounts
    .filter((account) => seesAccount(caller, account.id))
    .map(({ id, name }) => ({
      id,
      name,
      status: 'member',
      permissions: ['#zones:read'],
      roles: ['Administrator'],
    }));
  const result = {
    id: credentialId(caller),
    email: caller.email ?? 'responder@northwind.example',
    first_name: 'Robin',
    last_name: 'Responder',
    telephone: '+44 20 7946 0958',
    country: 'GB',
    zipcode: 'SW1A 2AA',
    two_factor_authentication_enabled: true,
    two_factor_authentication_locked: false,
    has_pro_zones: true,
    has_business_zones: true,
    has_enterprise_zones: true,
    suspended: false,
    organizations,
  };
  return { result };
}

function verifyUserToken({ caller }: Call): Answer {
  return verification(caller, 'user_token');
}

function verifyAccountToken({ caller }: Call, accountId = ''): Answer {
  const answer = verification(caller, 'account_token');
  if (!seesAccount(caller, accountId)) throw new ApiError(403, AUTHENTICATION_ERROR);
  return answer;
}

/** Each of the two endpoints knows one kind of token only; to it, the other kind does not exist. */
function verification(caller: Call['caller'], kind: 'user_token' | 'account_token'): Answer {
  if (caller.kind !== kind) throw new ApiError(401, { code: 1000, message: 'Invalid API Token' });
  const { status, expires_on } = caller;
  const result = { id: credentialId(caller), status, expires_on };
  if (status !== 'active') return { result };
  // As in the real API, this message of success has the code of an authentication error.
  return { result, messages: [{ code: 10000, message: 'This API Token is valid and active' }] };
}
