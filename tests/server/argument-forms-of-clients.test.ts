/** Calls as clients really send them, seen in public reports: each is answered as it was meant. */
import { describe, expect, it } from 'vitest';
import { CLIENTS, open } from '../client.ts';

type Args = Record<string, unknown>;

/** Seen in reports of clients. `as` is how the same question is asked properly. */
const SENT: { by: string; tool: string; args: Args; as: Args; note?: RegExp }[] = [
  {
    by: 'models in strict mode: null for what is not wanted',
    tool: 'list_dns_records',
    args: {
      zone: null,
      type: 'A',
      name: null,
      content: '192.168.1.1',
      proxied: null,
      comment: null,
      tag: null,
      limit: null,
      cursor: null,
    },
    as: { type: 'A', content: '192.168.1.1' },
  },
  {
    by: 'Cursor: empty text for what is not wanted',
    tool: 'list_dns_records',
    args: { zone: '', type: 'A', content: '192.168.1.1', comment: '', cursor: '' },
    as: { type: 'A', content: '192.168.1.1' },
  },
  {
    by: 'Claude Code: every value as text',
    tool: 'list_dns_records',
    args: { type: 'A', content: '192.168.1.1', proxied: 'false', limit: '50' },
    as: { type: 'A', content: '192.168.1.1', proxied: false, limit: 50 },
  },
  {
    by: 'Claude Code: a list as JSON in a text',
    tool: 'get_zone',
    args: { zone: 'example.com', sections: '["ssl"]' },
    as: { zone: 'example.com', sections: ['ssl'] },
  },
  {
    by: 'models: an entry in lower case',
    tool: 'list_dns_records',
    args: { type: 'a', content: '192.168.1.1' },
    as: { type: 'A', content: '192.168.1.1' },
  },
  {
    by: 'n8n: its own fields beside the arguments',
    tool: 'list_zones',
    args: {
      name: '*shop*',
      toolCallId: 'call_0123456789',
      sessionId: 's-1',
      action: 'sendMessage',
      chatInput: 'list my zones',
    },
    as: { name: '*shop*' },
    note: /^Ignored.*: toolCallId, sessionId, action, chatInput\.$/,
  },
];

describe.each(CLIENTS)('from client %s, a call of', (client) => {
  it.each(SENT)('$by is answered as it was meant', async ({ tool, args, as, note }) => {
    const session = await open({ client });
    const { notes = [], ...meant } = (await session.call(tool, as)).structured;
    const asked = session.asked();
    const { isError, text, structured } = await session.call(tool, args);
    expect(isError, text).toBe(false);
    const { notes: said = [], ...answered } = structured;
    expect(answered).toEqual(meant);
    expect(session.asked().filter((path) => !asked.includes(path))).toEqual([]);
    if (note === undefined) expect(said).toEqual(notes);
    else expect(said).toEqual([...notes, expect.stringMatching(note)]);
  });

  it.each([
    ['list_alert_history', { since: '1 hour' }, 3_600_000],
    ['list_alert_history', { since: '-1h' }, 3_600_000],
    ['list_changes', { since: 'PT1H' }, 3_600_000],
    ['get_http_errors', { zone: 'example.com', since: 'last hour' }, 3_600_000],
  ])('%s %j reaches back as far as meant', async (tool, args, span) => {
    const { structured } = await (await open({ client })).call(tool, args);
    const { since, until } = structured.window;
    expect(Math.abs(Date.parse(until) - Date.parse(since) - span)).toBeLessThanOrEqual(1_000);
  });

  it.each([1_000, 1])('seconds since 1970 are a time, also in parts of %i', async (divisor) => {
    const ms = Math.floor(Date.now() / 1_000) * 1_000 - 7_200_000;
    const session = await open({ client });
    for (const since of [ms / divisor, String(ms / divisor)]) {
      const { structured, text } = await session.call('list_alert_history', { since });
      expect(structured?.window.since, text).toBe(new Date(ms).toISOString().replace('.000', ''));
    }
  });
});
