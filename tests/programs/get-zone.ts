/** How is the zone set up: is it active, how is the origin reached, and which certificate ends first? */
const answer = await codemode.get_zone({ zone: 'www.example.com' });
const { overview, ssl, security, dnssec } = answer;
print(overview.name, overview.id.length, overview.status, overview.paused, overview.zone_type, overview.plan);
print('name servers', overview.name_servers?.join(' '), 'before', overview.name_servers_before?.join(' '));
print('development mode', overview.development_mode_seconds === 0 ? 'is off' : 'is on');
print(overview.created, overview.activated, overview.modified);
print('ssl', ssl?.ssl, ssl?.min_tls_version, ssl?.always_use_https, ssl?.tls_client_auth);
const hsts = ssl?.security_header;
print('HSTS', hsts?.enabled, hsts?.max_age_seconds, hsts?.include_subdomains, hsts?.preload);
print('security', security?.security_level, security?.challenge_ttl, security?.waf, answer.universal_ssl);
for (const certificate of answer.certificates ?? []) {
  const { certificate_type, status, days_left, expires, issuer, hosts = [] } = certificate;
  print(certificate_type, status, days_left, expires, issuer, hosts.join(' '), certificate.hosts_more);
}
print('DNSSEC', dnssec?.status, dnssec?.modified, dnssec?.ds?.includes('IN DS'));
for (const { parts, reason, missing_permission } of answer.unavailable ?? []) {
  print('not read:', parts.join(' '), reason, missing_permission);
}
