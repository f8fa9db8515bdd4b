/** The credentials of the sample world. All are made up, and work nowhere else. */
import { ALL_PERMISSIONS } from '../routes.ts';
import type { SimCredential } from '../world/world.ts';

/** A user token with only the permissions that the users' guide asks for: no zone settings, no certificates, no `/user`. */
export const GUIDE_USER_TOKEN = 'cfut_GuideUser_with_four_permissions_not_a_real_token';
export const EXPIRED_TOKEN = 'cfut_Expired_since_thirty_days_ago_not_a_real_token_';
/** Its client IP filter refuses every caller. */
export const IP_FILTERED_TOKEN = 'cfut_IpFiltered_elsewhere_only_not_a_real_token_____';
/** May read everything, but only in example.com and example.net. */
export const ZONE_LIMITED_TOKEN = 'cfut_ZoneLimited_to_two_zones_not_a_real_token______';
/** Reads the sample account and the foreign one. */
export const GLOBAL_API_KEY = '0123456789abcdef0123456789abcdef01234';
export const GLOBAL_API_EMAIL = 'admin@northwind.example';

const GUIDE_PERMISSIONS = ['Account Settings Read', 'Notifications Read', 'Zone Read', 'DNS Read'];
interface Owner {
  accountId: string;
  /** The account token of the demo, with every permission. */
  apiToken: string;
  foreignAccountId: string;
  limitedToZones: string[];
  expiredOn: string;
}

export function sampleCredentials(owner: Owner): SimCredential[] {
  const userToken = {
    kind: 'user_token' as const,
    status: 'active' as const,
    email: 'responder@northwind.example',
    accounts: [owner.accountId],
    permissions: [...ALL_PERMISSIONS, 'User Details Read'],
  };
  return [
    {
      kind: 'account_token',
      token: owner.apiToken,
      status: 'active',
      account_id: owner.accountId,
      permissions: ALL_PERMISSIONS,
    },
    { ...userToken, token: GUIDE_USER_TOKEN, permissions: GUIDE_PERMISSIONS },
    { ...userToken, token: EXPIRED_TOKEN, status: 'expired', expires_on: owner.expiredOn },
    { ...userToken, token: IP_FILTERED_TOKEN, allowed_ips: false },
    { ...userToken, token: ZONE_LIMITED_TOKEN, zones: owner.limitedToZones },
    {
      kind: 'global_api_key',
      key: GLOBAL_API_KEY,
      email: GLOBAL_API_EMAIL,
      accounts: [owner.accountId, owner.foreignAccountId],
    },
  ];
}
