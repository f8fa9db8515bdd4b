/** The alert history of an account: every notification it was sent, newest first. */
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR, accountFor, type Call } from './permissions.ts';
import { invalid, pageOf, sorted } from './query.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

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

function moment(query: URLSearchParams, name: string): number | undefined {
  const asked = query.get(name);
  if (asked === null) return undefined;
  const time = RFC_3339.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(name, 'must be a time in RFC 3339 form');
  return time;
}
