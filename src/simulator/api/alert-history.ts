/** The alert history of an account: every notification it was sent, newest first. */
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR, accountFor, type Call } from './permissions.ts';
import { moment, pageOf, sorted } from './query.ts';

export function listAlertHistory(call: Call, accountId: string): Answer {
  accountFor(call, accountId, {
    accepts: ['Notifications Read', 'Account Settings Read'],
    lacking: AUTHENTICATION_ERROR,
  });
  const since = moment(call.query, 'since') ?? Number.NEGATIVE_INFINITY;
  const before = moment(call.query, 'before') ?? Number.POSITIVE_INFINITY;
  const alerts = call.world.alerts.filter((alert) => {
    const sent = Date.parse(alert.sent);
    return alert.account_id === accountId && sent >= since && sent < before;
  });
  const rows = sorted(alerts, (alert) => Date.parse(alert.sent), 'desc').map(
    ({ account_id, ...entry }) => entry,
  );
  return pageOf(rows, call.query, { fallback: 25, min: 5, max: 1000 });
}
