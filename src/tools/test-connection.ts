/** test_connection: can this credential do the job? */
import * as z from 'zod';
import { notesField, presentNotes } from '../answers/fields.ts';
import { checkConnection, type ProbeResult } from '../cloudflare/permission-probes.ts';
import { ACCOUNT_SETTINGS_READ, NOTIFICATIONS_READ, PERMISSIONS } from '../cloudflare/permissions.ts';
import { API_TOKENS_PAGE } from '../settings/access-names.ts';
import { toTime } from '../text/field-value.ts';
import { defineTool } from '../tool.ts';

export const testConnection = defineTool({
  name: 'test_connection',
  title: 'Test the connection',
  group: 'core',
  question: 'Can this credential do the job?',
  details:
    'Method, kind and status of the credential, the account, and which permissions are granted, missing, or not known for sure. Call it when ' +
    'answers are refused, empty or incomplete.',
  example: {},
  permissions: PERMISSIONS,
  input: z.strictObject({}),
  output: z.strictObject({
    verdict: z.enum(['ready', 'incomplete']).describe('ready: all required permissions are there'),
    method: z.enum(['api_token', 'global_api_key']).describe('Kind of credential'),
    token_owner: z.enum(['user', 'account', 'unknown']).optional().describe('Only for a token'),
    status: z.string().describe("Cloudflare's word for the state of the credential"),
    expires: z.string().optional().describe('RFC 3339; absent: never'),
    account: z
      .strictObject({
        id: z.string().describe('Account ID'),
        name: z.string().optional().describe('Its name'),
        zones: z.number().optional().describe('Zones that the credential sees'),
      })
      .describe('The account that is asked'),
    permissions: z
      .array(
        z.strictObject({
          permission: z.string().describe('As the dashboard spells it'),
          state: z
            .enum(['granted', 'granted_or_empty', 'missing', 'unknown'])
            .describe(
              'granted_or_empty: an empty list, which a token without it may get too; unknown: see note',
            ),
          needed_for: z.string().describe('What fails without it'),
          required: z.boolean().describe('false: only some tools need it'),
          where_to_add: z.string().optional().describe('Only when it is, or may be, missing'),
          note: z.string().optional().describe('Why the state is not sure'),
        }),
      )
      .describe('Those that the tools need'),
    notes: notesField,
  }),

  async run(_input, { cloudflare }) {
    const { credential, accountName, zonesTotal, results } = await checkConnection(cloudflare);
    const isReady = results.every(({ permission, state }) => !permission.isRequired || state === 'granted');
    const isToken = credential.method === 'api_token';
    const where = isToken ? WHERE[credential.token_owner === 'account' ? 'account' : 'user'] : undefined;
    return {
      verdict: isReady ? ('ready' as const) : ('incomplete' as const),
      method: credential.method,
      ...(isToken && { token_owner: credential.token_owner ?? ('unknown' as const) }),
      status: credential.status,
      expires: toTime(credential.expires_on),
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
  user: API_TOKENS_PAGE,
  account: 'https://dash.cloudflare.com/?to=/:account/api-tokens',
};

function toRow({ permission, state, note }: ProbeResult, where: string | undefined) {
  return {
    permission: permission.label,
    state,
    needed_for: permission.purpose,
    required: permission.isRequired,
    ...((state === 'missing' || state === 'granted_or_empty') &&
      where && { where_to_add: `${where}: edit the token, add ${permission.label}` }),
    ...(note && { note }),
  };
}
