/** What was changed in the last six hours, field by field, and by whom? */
const answer = await codemode.list_changes({ zone: 'example.com', since: '6h' });
print(answer.returned, answer.total, answer.window.since, answer.window.until, answer.sources.audit_log);
for (const { who, count } of answer.by_who) print(count, who);
for (const change of answer.changes) {
  print(change.time, change.action, change.what, change.on ?? change.resource_id, change.who, change.result);
  for (const { field, before, after } of change.changed ?? []) print('', field, before, after);
}
