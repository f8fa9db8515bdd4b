/** Which zones does Cloudflare not serve as it should, and which plan has each? Page by page. */
let cursor: string | undefined;
do {
  const answer = await codemode.list_zones({ limit: 5, ...(cursor && { cursor }) });
  print(`${answer.returned} of ${answer.total}`);
  for (const zone of answer.zones) {
    print(zone.name, zone.id.length, zone.status, zone.paused, zone.zone_type, zone.plan, zone.modified);
    for (const server of zone.name_servers ?? []) print('  enter at the registrar:', server);
  }
  for (const { status, count } of answer.by_status ?? []) print('  of all', status, count);
  cursor = answer.next_cursor;
} while (cursor !== undefined);
