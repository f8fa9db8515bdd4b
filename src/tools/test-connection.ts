/** test_connection: can this credential do the job? */
import * as z from 'zod';
import { notesField, presentNotes } from '../answers/fields.ts';
import { fetchCredentialState } from '../cloudflare/credential-check.ts';
import { CloudflareFailure } from '../cloudflare/http/failure.ts';
import { type ProbeResult, probePermissions } from '../cloudflare/permission-probes.ts';
import { ACCOUNT_SETTINGS_READ, NOTIFICATIONS_READ, PERMISSIONS } from '../cloudflare/permissions.ts';
import { defineTool } from '../tool.ts';

export const testConnection = defineTool({
  name: 'test_connection',
  title: 'Test the connection',
  group: 'core',
  question: 'Can this credential do the job?',
  details:
    'Method, kind and status of the credential, the account, and which permissions are granted or missing. Call it when ' +
    'answers are refused, empty or incomplete.',
  example: {},
  permissions: PERMISSIONS,
  input: z.strictObject({}),
  output: z.strictObject({
    verdict: z.enum(['ready', 'incomplete']).describe('ready: all required permissions are there'),
    method: z.enum(['api_token', 'global_api_key']),
    token_owner: z.enum(['user', 'account', 'unknown']).optional(),
    status: z.string(),
    expires: z.string().optional(),
    account: z.strictObject({ id: z.string(), name: z.string().optional(), zones: z.number().optional() }),
    permissions: z.array(
      z.strictObject({
        permission: z.string(),
        state: z.enum(['granted', 'missing', 'unknown']),
        needed_for: z.string(),
        required: z.boolean(),
        where_to_add: z.string().optional(),
        note: z.string().optional(),
      }),
    ),
    notes: notesField,
  }),

  async run(_input, { cloudflare }) {
    const credential = await fetchCredentialState(cloudflare);
    if (credential.status !== 'active') {
      throw new CloudflareFailure('credential_refused', {
        code: /^\w{1,20}$/.test(credential.status) ? credential.status : 'unknown',
      });
    }
    const { accountName, zonesTotal, results } = await probePermissions(cloudflare);
    const isReady = results.every(({ permission, state }) => !permission.isRequired || state === 'granted');
    const isToken = credential.method === 'api_token';
    const where = isToken ? WHERE[credential.token_owner === 'account' ? 'account' : 'user'] : undefined;
    return {
      verdict: isReady ? ('ready' as const) : ('incomplete' as const),
      method: credential.method,
      ...(isToken && { token_owner: credential.token_owner ?? ('unknown' as const) }),
      status: credential.status,
      expires: credential.expires_on,
      account: { id: await cloudflare.accountId(), name: accountName, zones: zonesTotal },
      permissions: results.map((result) => toRow(result, where)),
      ...presentNotes([
        zonesTotal === 0 &&
          'The account has no zone that this credential may see: check the account ID and the zones of the token.',
        isToken &&
          credential.token_owner === 'user' &&
          'A user token stops working when its user leaves the account; an account token does not.',
        !isToken &&
          'A Global API Key can do everything that its user can. An API token with the permissions above is safer.',
        results.some(({ permission, state }) => permission === NOTIFICATIONS_READ && state === 'granted') &&
          `Alert history can be read with ${NOTIFICATIONS_READ.label} or ${ACCOUNT_SETTINGS_READ.label}: Cloudflare does not say which of the two it was.`,
      ]),
    };
  },
});

const WHERE = {
  user: 'https://dash.cloudflare.com/profile/api-tokens',
  account: 'https://dash.cloudflare.com/?to=/:account/api-tokens',
};

function toRow({ permission, state, note }: ProbeResult, where: string | undefined) {
  return {
    permission: permission.label,
    state,
    needed_for: permission.purpose,
    required: permission.isRequired,
    ...(state === 'missing' &&
      where && { where_to_add: `${where}: edit the token, add ${permission.label}` }),
    ...(note && { note }),
  };
}
