/** What does the firewall act on more often than in the hour before, and by which rule? */
const answer = await codemode.list_firewall_events({ zone: 'example.com', since: '1h' });
print(answer.zone, answer.window.since, answer.window.until, answer.events, answer.events_before);
for (const { by, value, events, events_before = 0 } of answer.top) {
  if (events > events_before) print(by, value, `${events_before} -> ${events}`);
}
for (const sample of answer.samples) {
  const rule = answer.top.find(({ rule_id }) => rule_id !== undefined && rule_id === sample.rule_id);
  print(sample.time, sample.action, sample.source, sample.rule, rule?.events, sample.ray_id?.length);
  print('  ', sample.host, sample.path, sample.country, sample.as, sample.client_ip);
}
