/** Accounts, the user, and the two endpoints that verify a token. */
import { type Answer, Refusal } from './envelope.ts';
import {
  AUTHENTICATION_ERROR,
  accountFor,
  type Call,
  credentialId,
  mayRead,
  seesAccount,
  UNAUTHORIZED,
} from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';

/** The list leaves out what the caller may not read, rather than refusing. */
export function listAccounts({ world, caller, query }: Call): Answer {
  const listable = caller.kind === 'account_token' || mayRead(caller, ['Account Settings Read']);
  const name = query.get('name')?.toLowerCase();
  const direction = oneOf(query, 'direction', ['asc', 'desc']);
  const seen = world.accounts
    .filter((account) => listable && seesAccount(caller, account.id))
    .filter((account) => !name || account.name.toLowerCase().includes(name));
  const rows = sorted(seen, (account) => account.name, direction);
  // The real endpoint answers its first page for every `page`, and says that there is no other.
  const firstPage = new URLSearchParams(query);
  firstPage.delete('page');
  const answer = pageOf(rows, firstPage, { fallback: 20, min: 5, max: 50 });
  answer.result_info.total_pages = 1;
  return answer;
}

export function getAccount(call: Call, accountId: string): Answer {
  const result = accountFor(call, accountId, {
    accepts: ['Account Settings Read', 'Account Firewall Access Rules Read', 'Billing Read'],
    lacking: UNAUTHORIZED,
    foreign: { code: 9109, message: 'Invalid account identifier' },
  });
  return { result };
}

export function getUser({ caller, world }: Call): Answer {
  if (caller.kind === 'account_token') {
    throw new Refusal(403, { code: 9109, message: 'Valid user-level authentication not found' });
  }
  if (!mayRead(caller, ['User Details Read'])) throw new Refusal(403, UNAUTHORIZED);
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

export function verifyUserToken({ caller }: Call): Answer {
  return verification(caller, 'user_token');
}

export function verifyAccountToken({ caller }: Call, accountId: string): Answer {
  const answer = verification(caller, 'account_token');
  if (!seesAccount(caller, accountId)) throw new Refusal(403, AUTHENTICATION_ERROR);
  return answer;
}

/** Each endpoint knows one kind of token only; the other kind is as unknown to it as a made-up one. */
function verification(caller: Call['caller'], kind: 'user_token' | 'account_token'): Answer {
  if (caller.kind !== kind) throw new Refusal(401, { code: 1000, message: 'Invalid API Token' });
  const { status, expires_on } = caller;
  const result = { id: credentialId(caller), status, ...(expires_on && { expires_on }) };
  if (status !== 'active') return { result };
  // The code of this good news is the code of an authentication error: a trap worth keeping.
  return { result, messages: [{ code: 10000, message: 'This API Token is valid and active' }] };
}
