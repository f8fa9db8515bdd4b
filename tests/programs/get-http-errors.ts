/** Since when do requests fail, with which status, at the edge or at the origin, and where? */
const answer = await codemode.get_http_errors({ zone: 'example.com', since: '3h' });
const { totals, totals_before } = answer;
if (totals === undefined || answer.series === undefined) throw new Error('no totals');
print(answer.zone, answer.window.since, answer.window.until, answer.window.bucket_seconds);
print(
  '5xx',
  totals_before?.edge_5xx,
  '->',
  totals.edge_5xx,
  'of',
  totals.requests,
  'at the origin',
  totals.origin_5xx,
);
const first = answer.series.find(({ requests, edge_5xx }) => edge_5xx > requests / 2);
print('more than half fail since', first?.time, first?.edge_4xx, first?.partial);
for (const { http_status, origin_http_status, meaning, requests } of answer.statuses ?? [])
  print(http_status, origin_http_status, requests, meaning);
for (const { by, value, requests } of answer.top ?? []) {
  if (by === 'host') print(answer.top_of, value, requests);
}
