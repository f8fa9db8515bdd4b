/** What is not healthy, since when and for whom, and which records depend on it? */
const answer = await codemode.get_origin_health({ zone: 'example.com' });
const { origin = 0, health_check = 0, tunnel = 0 } = answer.healthy;
print(answer.zone, `healthy: ${origin} origins, ${health_check} health checks, ${tunnel} tunnels`);
for (const thing of answer.unhealthy) {
  print(thing.kind, thing.name, thing.status, thing.reason, thing.since, thing.address);
  if (thing.pool)
    print('  reached from', thing.healthy_locations, 'of', thing.locations, 'in pool', thing.pool);
  for (const balancer of thing.load_balancers ?? []) print('  used by', balancer);
  for (const { name, type, content, proxied } of answer.dependent_records ?? []) {
    if (content === thing.address) print('  depends on it:', name, type, proxied);
  }
}
print('not shown', answer.unhealthy_more ?? 0);
