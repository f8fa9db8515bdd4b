/** Bodies of the list of zones, and the facts that each must yield. */
import { describe, expect, it } from 'vitest';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies, replay } from './replay.ts';

/** Each zone as a line: name, status, paused or not where it is told, type, plan. */
const FACTS: Record<string, string[]> = {
  'zones-1': ['example.com active false full Enterprise'],
  'zones-2': [
    'api.cloudflarecn.net active false full Enterprise',
    'api.cloudflare.com active false full Enterprise',
    'api.staging.cloudflarecn.net active false full Enterprise',
  ],
  'zones-3': [
    'example.org active false full Free',
    'example.net active false full Free',
    'example.edu active false full Free',
  ],
  'zones-4': ['github.com pending false full Free', 'github.io pending false full Free'],
  'zones-5': ['githubusercontent.com pending false full Free', 'unit.tests pending false full Free'],
  // Unicode in the body.
  'zones-6': ['xn--gthub-zsa.com pending false full Free'],
  // Without paused, and the plan null.
  'zones-7': ['public.example.com active full', 'corp.internal.tests active internal'],
  // Two zones of one name.
  'zones-8': ['shared.internal.tests active internal', 'shared.internal.tests active internal'],
  // Without a status.
  'zones-9': ['example.com unknown true full Example Org'],
};

const bodyOf = (id: string) => recordedBodies('zones.json').find((each) => each.id === id)?.body;
const openOn = (...ids: string[]) => open({ faults: [replay(/^\/zones$/, ...ids.map(bodyOf))] });

async function linesOf(...ids: string[]): Promise<string[]> {
  const session = await openOn(...ids);
  const { isError, text, structured } = await session.call('list_zones');
  if (isError) expect.fail(text);
  return structured.zones.map(({ name, status, paused, zone_type, plan }: Record<string, unknown>) =>
    [name, status, paused, zone_type, plan].filter((part) => part !== undefined).join(' '),
  );
}

describe.skipIf(!hasRecordedBodies)('recorded zones (skipped without ../shared/recorded)', () => {
  it.each(Object.entries(FACTS))('%s', async (id, facts) => {
    expect(await linesOf(id)).toEqual(facts);
  });

  it('have facts written here for each body', () => {
    expect(Object.keys(FACTS)).toEqual(recordedBodies('zones.json').map(({ id }) => id));
  });

  it('on three pages of two, which is less than was asked for, are one list', async () => {
    const ids = ['zones-4', 'zones-5', 'zones-6'];
    expect(await linesOf(...ids)).toEqual(ids.flatMap((id) => FACTS[id]));
  });

  it.each(['gíthub.com', 'xn--gthub-zsa.com', 'www.GÍTHUB.com'])(
    'in Unicode are found as %s',
    async (zone) => {
      const session = await openOn('zones-6');
      await session.call('list_dns_records', { zone });
      const path = '/zones/234234243423aaabb334342bbb343433/dns_records?';
      expect(session.asked()).toContainEqual(expect.stringContaining(path));
    },
  );

  it('of one name are two, and the other one is named', async () => {
    const session = await open({
      faults: [
        replay(/^\/zones$/, bodyOf('zones-8')),
        replay(
          /\/dns_records$/,
          recordedBodies('dns_records.json').find(({ id }) => id === 'dns_records-51')?.body,
        ),
      ],
    });
    const { structured } = await session.call('list_dns_records', { zone: 'shared.internal.tests' });
    expect(structured.notes.join()).toContain(
      'Meant is the active one (dupa0000000000000000000000000001); the others: active (dupb0000000000000000000000000002)',
    );
  });
});
