/** Which proxied A records point to the address that fails? */
const suspect = '198.51.100.77';
const answer = await codemode.list_dns_records({ type: 'A', content: suspect });
print(answer.returned, answer.total, answer.searched?.zones, answer.searched?.of, answer.next_cursor);
for (const record of answer.records) {
  if (!record.proxied) continue;
  print(record.zone, record.name, record.type, record.content, record.ttl, record.comment, record.modified);
  for (const tag of record.tags ?? []) print('  tag', tag);
}
for (const { type, count, proxied_count } of answer.by_type ?? []) print(type, count, proxied_count);
const mail = await codemode.list_dns_records({ zone: 'example.com', type: 'MX' });
for (const { name, content, priority } of mail.records) print(mail.zone, name, content, priority);
