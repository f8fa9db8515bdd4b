/** No answer has more characters or tokens than clients take, whatever others wrote into records, names and certificates. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { ANSWER_CHARS_MAX, ANSWER_TOKENS_MAX } from '../src/limits/answers.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../src/simulator/sample/many-zones.ts';
import type { SimZone } from '../src/simulator/world/world.ts';
import { open, token } from './client.ts';

const ZONE = 'zone-0001.example';
const range = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => String.fromCodePoint(from + n));
const repeated = (symbols: readonly string[], chars: number, from: number) => {
  let text = '';
  // A step without a common divisor: neighbours differ, and texts too.
  for (let n = 0; n < chars; n++) text += symbols[(from * 31 + n * n * 7 + n * 37) % symbols.length];
  return text;
};

const TEXTS: readonly [what: string, symbols: readonly string[]][] = [
  ['DKIM keys', [...'qB7zK+xW9vJ/3fYd0PmTgHsLrNcEuXaQiR5oZ8jVw2kSy6tIhG1nMbUeCpDlOAF4']],
  ['hex digits', [...'0123456789abcdef']],
  ['signs', [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']],
  ['Chinese', range(0x4e00, 0x400)],
  ['emoji', range(0x1f300, 0x300)],
  ['a script that no tokenizer knows', range(0xa000, 0x400)],
];

async function answersWith(tool: string, input: object, change: (zone: SimZone, at: number) => void) {
  const world = manyZones(6, 8, new Date());
  for (const [at, zone] of world.zones.entries()) change(zone, at);
  const session = await open({
    world,
    credential: token(MANY_ZONES_TOKEN),
    accountId: MANY_ZONES_ACCOUNT_ID,
  });
  const { text, isError, structured } = await session.call(tool, { ...input });
  expect(text.slice(0, 300)).toSatisfy(() => !isError);
  expect(text.length).toBeLessThanOrEqual(ANSWER_CHARS_MAX);
  expect(encode(text).length).toBeLessThanOrEqual(ANSWER_TOKENS_MAX);
  return structured;
}

describe.each(TEXTS)('an answer with %s', (_what, symbols) => {
  const withRecords = (zone: SimZone, at: number) => {
    const [record] = zone.records;
    zone.records = Array.from({ length: at === 0 ? 300 : 60 }, (_, n) => ({
      ...record!,
      id: `${at}-${n}`,
      type: 'TXT',
      name: `host-${n}.${zone.name}`,
      content: repeated(symbols, 400, n),
      comment: repeated(symbols, 100, n + 1),
      tags: Array.from({ length: 22 }, (_, tag) => repeated(symbols, 10, n + tag)),
    }));
  };

  it.each([{}, { limit: 1_000 }])('of list_dns_records in one zone, with %j', async (input) => {
    const { returned, records } = await answersWith(
      'list_dns_records',
      { ...input, zone: ZONE },
      withRecords,
    );
    expect(returned).toBeGreaterThan(1);
    expect(records[0].tags).toHaveLength(20);
  });

  it('of list_dns_records over all zones, at the largest limit', async () => {
    const { returned } = await answersWith('list_dns_records', { type: 'TXT', limit: 1_000 }, withRecords);
    expect(returned).toBeGreaterThan(1);
  });

  it('of list_certificates and get_zone, at the largest limit', async () => {
    const withCertificates = (zone: SimZone, at: number) => {
      const [pack] = zone.certificate_packs;
      zone.certificate_packs = Array.from({ length: 40 }, (_, n) => ({
        ...pack!,
        id: `${at}-${n}`,
        hosts: Array.from({ length: 30 }, (_, host) => repeated(symbols, 100, n + host)),
        validation_errors: Array.from({ length: 8 }, (_, error) => ({
          message: repeated(symbols, 300, error),
        })),
      }));
    };
    const listed = await answersWith('list_certificates', { limit: 1_000 }, withCertificates);
    expect(listed.returned).toBeGreaterThan(0);
    const { certificates, certificates_more } = await answersWith(
      'get_zone',
      { zone: ZONE },
      withCertificates,
    );
    expect(certificates.length + certificates_more).toBe(40);
  });

  it('of list_zones, at the largest limit', async () => {
    const { returned } = await answersWith('list_zones', { limit: 1_000 }, (zone, at) => {
      const name_servers = Array.from({ length: 40 }, (_, n) => repeated(symbols, 100, n));
      Object.assign(zone, {
        status: repeated(symbols, 900, at),
        type: repeated(symbols, 900, at),
        name_servers,
      });
    });
    expect(returned).toBeGreaterThan(0);
  });
});
