/** Is it Cloudflare: what is reported, and does more fail in one of its places than elsewhere? */
const answer = await codemode.get_cloudflare_status({ zone: 'example.com' });
print(answer.overall);
for (const { name, status, impact, started, updated, components = [] } of answer.incidents ?? []) {
  print('incident', name, status, impact, started, updated, components.join('; '));
}
for (const { name, status, started, latest } of answer.maintenances ?? []) {
  print('maintenance', name, status, started, latest);
}
for (const { name, status } of answer.degraded_components ?? []) print('component', name, status);
for (const { data_centre, failed, of } of answer.failing_data_centres ?? []) print(data_centre, failed, of);
for (const note of answer.notes ?? []) print('note', note);
