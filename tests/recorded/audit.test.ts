/** Bodies of the audit log, and the facts that each must yield. */
import { describe, expect, it } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { makeRecord } from '../../src/simulator/world/record-template.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies } from './replay.ts';

/** The bodies are of this time. */
const AT = '2026-11-25T02:00:00Z';
const ASKED = { since: '2026-11-25T00:00:00Z', before: '2026-11-25T04:00:00Z' };
const bodyOf = (id: string) => recordedBodies('audit.json').find((each) => each.id === id)?.body;

async function ask(id: string, input: object = {}, world?: World) {
  const session = await open({
    ...(world && { world }),
    faults: [
      { when: onPath(/\/history$/), answer: () => Response.json({ success: true, errors: [], result: [] }) },
      { when: onPath(/\/logs\/audit$/), answer: () => Response.json(bodyOf(id)) },
    ],
  });
  const { isError, text, structured } = await session.call('list_changes', { ...ASKED, ...input });
  if (isError) expect.fail(text);
  return structured;
}

/** Each change as a line. */
const FACTS: Record<string, { lines: string[]; state: string }> = {
  'audit-docs-v2': { lines: ['alice@example.com dashboard create type Add Member id'], state: 'ok' },
  // Of the former version: the action is a text, and the time stands beside it.
  'audit-docs-first': {
    lines: ['user@example.com dashboard zone.settings.change zone zone123'],
    state: 'ok',
  },
  'audit-empty-string-count': { lines: [], state: 'empty' },
  'audit-empty-null': { lines: [], state: 'empty' },
  'audit-dns-result-success': {
    lines: ['alice@example.com dashboard update dns_record www.example.com A'],
    state: 'ok',
  },
  'audit-dns-result-blank': {
    lines: ['alice@example.com dashboard update dns_record www.example.com A'],
    state: 'ok',
  },
  'audit-dns-result-failure': {
    lines: ['alice@example.com dashboard update dns_record www.example.com A failure'],
    state: 'ok',
  },
};

describe.skipIf(!hasRecordedBodies)('recorded audit logs (skipped without ../shared/recorded)', () => {
  it.each(Object.entries(FACTS))('%s', async (id, { lines, state }) => {
    const { changes, sources, unavailable } = await ask(id);
    expect(
      changes.map(({ who, via, action, what, did, on, type, result }: Record<string, string>) =>
        [who, via, action, what, did, on, type, result].filter((part) => part !== undefined).join(' '),
      ),
    ).toEqual(lines);
    expect(sources.audit_log).toBe(state);
    expect(unavailable).toBeUndefined();
    for (const { time } of changes) expect(time).toBe(AT);
  });

  it.each(['success', 'blank'])(
    'tell one change once, also with the record beside it: result %s',
    async (result) => {
      const now = new Date('2026-11-25T03:00:00Z');
      const world = sampleWorld(now);
      const zone = world.zones.find(({ name }) => name === 'example.com')!;
      const record = makeRecord(
        { type: 'A', name: 'www.example.com', content: '198.51.100.4', modifiedOn: AT },
        now,
      );
      zone.records = [{ ...record, id: '372e67954025e0ba6aaa6d586b9e0b59' }];
      const { changes } = await ask(`audit-dns-result-${result}`, { zone: 'example.com' }, world);
      const ofRecord = changes.filter(({ on }: { on?: string }) => on === 'www.example.com');
      expect(ofRecord).toHaveLength(1);
      expect(ofRecord[0].who).toBe('alice@example.com');
    },
  );

  it('have facts written here for each body', () => {
    expect(Object.keys(FACTS)).toEqual(recordedBodies('audit.json').map(({ id }) => id));
  });
});
