/** Which certificates end within 30 days, or are not issued at all, and why? */
const answer = await codemode.list_certificates({ days_left_max: 30 });
const { expired, soon, failing } = answer.problems;
print(answer.returned, answer.total, `${expired} expired, ${soon} soon, ${failing} failing`);
for (const certificate of answer.certificates) {
  const { zone, certificate_type, status, days_left, expires, issuer } = certificate;
  print(zone, certificate_type, status, days_left, expires, issuer);
  for (const host of certificate.hosts ?? []) print('  for', host);
  for (const error of certificate.validation_errors ?? []) print('  because', error);
}
for (const { zone, reason } of answer.searched?.skipped_zones ?? []) print('skipped', zone, reason);
