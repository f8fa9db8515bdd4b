/** The alert history of an account: every notification that was sent, newest first. */

import type { SimAccount } from '../world/world.ts';
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR } from './permissions.ts';
import { pageOf, parseTime, sorted } from './query.ts';
import { accountRoute, type Call } from './route.ts';

export const alertHistoryRoutes = [
  accountRoute(
    '/accounts/:account_id/alerting/v3/history',
    { permissions: ['Notifications Read', 'Account Settings Read'], refusal: AUTHENTICATION_ERROR },
    listAlertHistory,
  ),
];

function listAlertHistory({ id }: SimAccount, { world, query }: Call): Answer {
  const sinceMs = parseTime(query, 'since') ?? Number.NEGATIVE_INFINITY;
  const beforeMs = parseTime(query, 'before') ?? Number.POSITIVE_INFINITY;
  const sent = world.alerts
    .filter(({ account_id }) => account_id === id)
    .map((alert) => ({ id: alert.id, alert, sentMs: Date.parse(alert.sent) }))
    .filter(({ sentMs }) => sentMs >= sinceMs && sentMs < beforeMs);
  const rows = sorted(sent, ({ sentMs }) => sentMs, 'desc');
  const page = pageOf(rows, query, { fallback: 25, min: 5, max: 1000 });
  return {
    ...page,
    result: (page.result as typeof rows).map(({ alert: { account_id, ...entry } }) => entry),
  };
}
