/** What did Cloudflare alert about in this zone, since when, and how often? */
const answer = await codemode.list_alert_history({ zone: 'example.com', since: '3h' });
print(answer.returned, answer.total, answer.window.since, answer.window.until);
for (const { alert_type, count } of answer.by_alert_type) print(alert_type, count);
for (const alert of answer.alerts) {
  print(alert.first ?? alert.sent, alert.sent, alert.times ?? 1, alert.alert_type, alert.zone, alert.subject);
  print('  ', alert.news, alert.event, alert.details?.join(', '), alert.details_more);
  for (const { zone, host } of alert.affected ?? []) print('  zone', zone, host, alert.affected_more);
  if (alert.new_state) print(`  ${alert.old_state} -> ${alert.new_state}`);
  print('  ', alert.reason, alert.policy, alert.mechanisms.join(' '));
  for (const host of alert.hosts ?? []) print('  host', host, alert.hosts_more);
}
