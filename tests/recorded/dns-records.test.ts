/** Bodies of the DNS records of real zones, and the facts that each must yield. */
import { describe, expect, it } from 'vitest';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies, replay } from './replay.ts';

/** Each record as a line: name, type, priority where it has one, and what it says. */
const FACTS: Record<string, string[]> = {
  'dns_records-23': ['example.com A 198.51.100.4'],
  'dns_records-24': ['example.com CAA 0 issuewild "example.com"'],
  'dns_records-25': ['example.com PTR 255.2.0.192.in-addr.arpa'],
  'dns_records-26': ['subdomain A 198.51.100.4'],
  'dns_records-27': [
    'txtspf.example.com TXT "v=spf1 include:%{ir}.%{v}.%{d}.spf.has.pphosted.com include:amazonses.com ~all"',
  ],
  'dns_records-28': [
    'bryzmhjmhl.terraform.cfapi.net HTTPS 1 . alpn="h2"',
    'foo.example.com A 1.1.1.1',
    'atmdfzvyns.origin.example.com CNAME example.com',
    'hwflxxxmoc.example.com MX 71 mx.record.example.com',
  ],
  'dns_records-29': ['_acme-challenge.noop.example.org TXT challengetoken'],
  'dns_records-30': ['delete.testfilt.example.org TXT challengetoken'],
  'dns_records-31': [],
  'dns_records-32': ['delete.testfqdn.example.org TXT challengetoken'],
  'dns_records-33': ['delete.testfull.example.org TXT challengetoken'],
  'dns_records-34': ['delete.testid.example.org TXT challengetoken'],
  'dns_records-35': ['_acme-challenge.deleterecordinset.example.org TXT challengetoken1'],
  'dns_records-36': ['_acme-challenge.deleterecordinset.example.org TXT challengetoken2'],
  'dns_records-37': [
    '_acme-challenge.deleterecordset.example.org TXT challengetoken2',
    '_acme-challenge.deleterecordset.example.org TXT challengetoken1',
  ],
  'dns_records-38': ['ttl.fqdn.example.org TXT ttlshouldbe3600'],
  'dns_records-39': [
    '_acme-challenge.listrecordset.example.org TXT challengetoken2',
    '_acme-challenge.listrecordset.example.org TXT challengetoken1',
  ],
  'dns_records-40': ['random.fqdntest.example.org TXT challengetoken'],
  'dns_records-41': ['random.fulltest.example.org TXT challengetoken'],
  'dns_records-42': ['random.test.example.org TXT challengetoken'],
  'dns_records-43': [
    'localhost.example.org A 127.0.0.1',
    'docs.example.org CNAME docs.example.com',
    '_acme-challenge.createrecordset.example.org TXT challengetoken2',
    '_acme-challenge.createrecordset.example.org TXT challengetoken1',
    '_acme-challenge.deleterecordinset.example.org TXT challengetoken2',
    '_acme-challenge.fqdn.example.org TXT challengetoken',
    '_acme-challenge.full.example.org TXT challengetoken',
    '_acme-challenge.listrecordset.example.org TXT challengetoken2',
    '_acme-challenge.listrecordset.example.org TXT challengetoken1',
    '_acme-challenge.noop.example.org TXT challengetoken',
    '_acme-challenge.test.example.org TXT challengetoken',
    'random.fqdntest.example.org TXT challengetoken',
    'random.fulltest.example.org TXT challengetoken',
    'random.test.example.org TXT challengetoken',
    'ttl.fqdn.example.org TXT ttlshouldbe3600',
  ],
  'dns_records-44': ['orig.test.example.org TXT challengetoken'],
  'dns_records-45': ['orig.nameonly.test.example.org TXT challengetoken'],
  'dns_records-46': ['orig.testfqdn.example.org TXT challengetoken'],
  'dns_records-47': ['orig.testfull.example.org TXT challengetoken'],
  'dns_records-48': [
    'unit.tests A 1.2.3.4',
    'unit.tests A 1.2.3.5',
    'www.unit.tests A 2.2.3.6',
    'www.sub.unit.tests A 2.2.3.6',
    'aaaa.unit.tests AAAA 2601:644:500:e210:62f8:1dff:feb8:947a',
    'cname.unit.tests CNAME unit.tests',
    'mx.unit.tests MX 40 smtp-1.unit.tests',
    'mx.unit.tests MX 20 smtp-2.unit.tests',
    'mx.unit.tests MX 30 smtp-3.unit.tests',
    'mx.unit.tests MX 10 smtp-4.unit.tests',
  ],
  'dns_records-49': [
    'under.unit.tests NS ns1.unit.tests',
    'under.unit.tests NS ns2.unit.tests',
    'spf.unit.tests SPF v=spf1 ip4:192.168.0.1/16-all',
    'txt.unit.tests TXT "Bah bah black sheep"',
    'txt.unit.tests TXT "have you any wool."',
    'unit.tests SOA ignored',
    'txt.unit.tests TXT "v=DKIM1;k=rsa;s=email;h=sha256;p=A/kinda+of/long/string+with+numb3rs"',
    'unit.tests CAA 0 issue "ca.unit.tests"',
    'included.unit.tests CNAME unit.tests',
    'ptr.unit.tests PTR foo.bar.com',
    '_imap._tcp.unit.tests SRV 0 0 0 .',
    '_pop3._tcp.unit.tests SRV 0 0 0 .',
  ],
  'dns_records-50': [
    '_srv._tcp.unit.tests SRV 12 20 30 foo-2.unit.tests',
    '_srv._tcp.unit.tests SRV 10 20 30 foo-1.unit.tests',
    'loc.unit.tests LOC IN LOC 31 58 52.1 S 115 49 11.7 E 20m 10m 10m 2m',
    'loc.unit.tests LOC IN LOC 53 14 10 N 2 18 26 W 20m 10m 1000m 2m',
    'unit.tests NAPTR 30 100 "S" "SIP+D2T" "" _sip._tls.unit.tests.',
    'unit.tests SSHFP 1 1 859be6ed04643db411f067b6c1da1d75fe08b672',
    'txt.xn--gthub-zsa.com TXT "IDNA test data"',
    'ds.unit.tests DS 1 13 2 B5BB9D8014A0F9B1D61E21E796D78DCCDF1352F23CD32812F4850B878AE4944C',
    'svcb.unit.tests SVCB 1 www.unit.tests. alpn="h3,h2"',
    'https.unit.tests HTTPS 1 www.unit.tests. alpn="h3,h2" ipv4hint="127.0.0.2"',
  ],
  'dns_records-51': [
    'corp.internal.tests A 10.0.0.1',
    'www.corp.internal.tests CNAME corp.internal.tests',
    'corp.internal.tests MX 10 mail.corp.internal.tests',
  ],
  'dns_records-52': [
    'example.com A 198.51.100.4',
    'sub1.example.com A 198.51.100.5',
    'sub2.example.com A 198.51.100.6',
  ],
  'dns_records-53': ['sub3.example.com A 198.51.100.7', 'sub4.example.com A 198.51.100.8'],
  'dns_records-54': [
    '_xmpp-client._tcp.example.com SRV 5 0 5222 talk.l.google.com',
    '_xmpp-client._tcp.example.net SRV 5 0 5222 talk.l.google.com',
  ],
};

async function linesOf(...ids: string[]): Promise<string[]> {
  const bodies = ids.map((id) => recordedBodies('dns_records.json').find((each) => each.id === id)?.body);
  const session = await open({ faults: [replay(/^\/zones\/\w+\/dns_records$/, ...bodies)] });
  const { isError, text, structured } = await session.call('list_dns_records', { zone: 'example.com' });
  if (isError) expect.fail(text);
  return structured.records.map(({ name, type, priority, content }: Record<string, unknown>) =>
    [name, type, priority, content].filter((part) => part !== undefined).join(' '),
  );
}

describe.skipIf(!hasRecordedBodies)('recorded DNS records (skipped without ../shared/recorded)', () => {
  it.each(Object.entries(FACTS))('%s', async (id, facts) => {
    expect(await linesOf(id)).toEqual(facts);
  });

  it('have facts written here for each body', () => {
    expect(Object.keys(FACTS)).toEqual(recordedBodies('dns_records.json').map(({ id }) => id));
  });
});
