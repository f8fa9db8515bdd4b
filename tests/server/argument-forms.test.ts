/** Arguments as clients really send them: each form that has one meaning is understood, and nothing else changes. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { parseArguments } from '../../src/server/arguments.ts';
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
    const { since, before } = structured.window;
    expect(Math.abs(Date.parse(before) - Date.parse(since) - span)).toBeLessThanOrEqual(1_000);
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

function parsed(tool: string, args: unknown) {
  return parseArguments(catalog.find(({ name }) => name === tool)!, args);
}
const records = (args: unknown) => parsed('list_dns_records', args).input;
const refused = (tool: string, args: unknown) => {
  try {
    return JSON.stringify(parsed(tool, args));
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what is not there', () => {
  it.each([
    null,
    undefined,
    {},
    { zone: undefined },
    { zone: '', name: '  ', limit: '', proxied: '', type: '' },
    { limit: 'null', proxied: 'None', type: 'undefined' },
    { zone: [], type: [], limit: [null], name: [''] },
    { domain: null, nmae: '' },
  ])('is left out: %j', (args) => {
    expect(records(args)).toEqual({});
  });

  it.each([null, '', 'null', '[]', [], [null], [''], '[""]'])('as %j, is no list of sections', (sections) => {
    expect(parsed('get_zone', { zone: 'a.example', sections }).input).toEqual({ zone: 'a.example' });
  });

  it('gives way to the default', () => {
    for (const since of [null, '', ' ']) {
      expect(parsed('list_changes', { since }).input).toEqual({ since: '24h' });
    }
    expect(parsed('list_firewall_events', { zone: 'a.b', show_client_ips: null }).input).toMatchObject({
      show_client_ips: false,
    });
  });

  it('is missed where it is required', () => {
    expect(refused('get_zone', { zone: null })).toContain('zone is required');
    expect(refused('get_zone', {})).toContain('zone is required');
    expect(refused('get_zone', { zone: '' })).toContain('zone must not be empty');
  });
});

describe('a value', () => {
  it.each(['50', ' 50 ', '"50"', '50.0', 50, [50], ['50'], '+50'])(
    'of a number is understood as %j',
    (limit) => expect(records({ limit })).toEqual({ limit: 50 }),
  );

  it.each(['1,000', '1_000', '1000'])('of a larger number is understood as %j', (limit) =>
    expect(records({ limit })).toEqual({ limit: 1_000 }),
  );

  it('of a number may be below zero', () => {
    expect(parsed('list_certificates', { days_left_max: '-3' }).input).toEqual({ days_left_max: -3 });
  });

  it.each([true, 'true', 'True', ' TRUE ', '"true"', 'yes', '1', 1, [true]])('%j is true', (proxied) =>
    expect(records({ proxied })).toEqual({ proxied: true }),
  );

  it.each([false, 'false', 'False', 'no', '0', 0, ['false']])('%j is false', (proxied) =>
    expect(records({ proxied })).toEqual({ proxied: false }),
  );

  it.each(['CNAME', 'cname', 'Cname', ' cname ', '"CNAME"', ['cname']])('%j is an entry', (type) =>
    expect(records({ type })).toEqual({ type: 'CNAME' }),
  );

  it.each([
    ['ssl'],
    [['ssl']],
    ['["ssl"]'],
    ['"ssl"'],
    ["['ssl']"],
    ['[ssl]'],
    ['SSL'],
    [['SSL', 'ssl']],
    [['ssl', null, '']],
  ])('%j is a list', (sections) => {
    expect(parsed('get_zone', { zone: 'a.b', sections }).input).toMatchObject({ sections: ['ssl'] });
  });

  it.each(['ssl,dnssec', 'ssl, dnssec', '["ssl","dnssec"]', ' [ "SSL" , "DNSSEC" ] ', "['ssl', 'dnssec']"])(
    '%j is a list of two',
    (sections) => {
      expect(parsed('get_zone', { zone: 'a.b', sections }).input).toMatchObject({
        sections: ['ssl', 'dnssec'],
      });
    },
  );

  it.each(['123', 'true', 'null', '["a"]', '{"a":1}', '"v=spf1 -all"', '[]', '50', ' a '])(
    'that is wanted as text stays as it is: %j',
    (content) => expect(records({ content })).toEqual({ content }),
  );

  it('that is wanted as text may come as a number, true or false, or alone in a list', () => {
    expect(records({ content: 123, name: ['www'], comment: true })).toEqual({
      content: '123',
      name: 'www',
      comment: 'true',
    });
  });

  it.each([
    [{ limit: 'many' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '50 rows' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '1.5' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '0' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: true }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: [1, 2] }, 'limit must be a whole number from 1 to 1000'],
    [{ proxied: 'perhaps' }, 'proxied must be true or false'],
    [{ proxied: 2 }, 'proxied must be true or false'],
    [{ type: 'ALIAS' }, 'type must be one of "A", "AAAA"'],
    [{ type: ['A', 'AAAA'] }, 'type must be one of "A", "AAAA"'],
    [{ name: { contains: 'x' } }, 'name must be one text'],
    [{ name: ['a', 'b'] }, 'name must be one text'],
    [{ comment: 'x'.repeat(1_001) }, 'comment must have at most 1000 characters'],
  ])('that cannot be meant is refused in plain words: %j', (args, problem) => {
    const said = refused('list_dns_records', args);
    expect(said).toContain(problem);
    expect(said).not.toMatch(/expected|received|Invalid input|Too (big|small)/);
  });

  it.each([
    ['waf', 'sections must be a list of some of "ssl", "security", "certificates", "dnssec"'],
    [['ssl', 'waf'], 'sections must be a list of some of "ssl"'],
    [{ ssl: true }, 'sections must be a list of some of "ssl"'],
    ['["waf"]', 'sections must be a list of some of "ssl"'],
  ])('of a list that cannot be meant is refused in plain words: %j', (sections, problem) => {
    expect(refused('get_zone', { zone: 'a.b', sections })).toContain(problem);
  });
});

describe('the name of an argument', () => {
  it.each(['days_left_max', 'daysLeftMax', 'Days_Left_Max', 'days-left-max', 'DAYS_LEFT_MAX'])(
    'may be spelled %s',
    (name) => expect(parsed('list_certificates', { [name]: 30 }).input).toEqual({ days_left_max: 30 }),
  );

  it('that stands twice, in two spellings, is refused', () => {
    expect(refused('list_certificates', { days_left_max: 1, daysLeftMax: 2 })).toContain(
      'unknown argument "daysLeftMax" (did you mean "days_left_max"?)',
    );
  });

  it.each(['arguments', 'args', 'input', 'params', 'parameters', 'kwargs', 'tool_input', 'toolParameters'])(
    'may stand inside %s',
    (wrapper) => {
      const args = { type: 'A', limit: '5' };
      expect(records({ [wrapper]: args })).toEqual({ type: 'A', limit: 5 });
      expect(records({ [wrapper]: JSON.stringify(args), toolCallId: 'x' })).toEqual({ type: 'A', limit: 5 });
    },
  );

  it.each([
    ['list_dns_records', 'nmae', 'name'],
    ['list_dns_records', 'zones', 'zone'],
    ['list_dns_records', 'zone_name', 'zone'],
    ['list_dns_records', 'zone_id', 'zone'],
    ['list_dns_records', 'domain', 'zone'],
    ['list_dns_records', 'record_type', 'type'],
    ['list_dns_records', 'ip', 'content'],
    ['list_dns_records', 'page', 'cursor'],
    ['list_dns_records', 'per_page', 'limit'],
    ['list_zones', 'stauts', 'status'],
    ['list_zones', 'domain', 'name'],
    ['list_changes', 'start_time', 'since'],
    ['list_changes', 'until', 'before'],
    ['get_http_errors', 'hostname', 'host'],
    ['list_alert_history', 'alert_typ', 'alert_type'],
    ['list_certificates', 'days_left', 'days_left_max'],
  ])('of %s that is unknown, %s, is refused with the nearest known one', (tool, unknown, nearest) => {
    const said = refused(tool, { zone: 'a.b', [unknown]: 'x' });
    expect(said).toContain(`"${unknown}" (did you mean "${nearest}"?)`);
    expect(said).toContain('known arguments: ');
  });

  it('that is like no known one is refused with the list of them', () => {
    expect(refused('list_zones', { colour: 'red' })).toContain(
      'unknown argument "colour"; known arguments: name, status, limit, cursor',
    );
  });
});

describe('a field of a client', () => {
  it.each([
    { toolCallId: 'call_1' },
    { tool_call_id: 'call_1' },
    { tool: 'list_zones', toolCallId: 'call_1' },
    { sessionId: 's', action: 'sendMessage', chatInput: 'which zones?' },
    { action: 'loadPreviousSession' },
    { action: 'anything', sessionId: 's' },
    { random_string: '' },
    { random_string: 'x' },
    { dummy: 1 },
    { _reason: 'to see' },
    { _meta: { a: 1 } },
    { __arg1: '' },
    { $comment: 'x' },
    { explanation: 'the user asked' },
    { waitForPreviousTools: true, toolSummary: 'x', toolAction: 'y' },
    { task_progress: '- [ ] look', requires_approval: 'false' },
    { security_risk: 'LOW' },
    { metadata: {} },
  ])('is ignored by every tool, with its name in a note: %j', (fields) => {
    for (const { name, example } of catalog) {
      const { input, notes } = parsed(name, { ...example, ...fields });
      expect(input).toEqual(parsed(name, example).input);
      expect(notes).toHaveLength(1);
      for (const field of Object.keys(fields)) expect(notes[0]).toContain(field);
    }
  });

  it('is refused where it may be meant as a filter', () => {
    expect(refused('list_firewall_events', { zone: 'a.b', action: 'block' })).toContain(
      'unknown argument "action"',
    );
    expect(refused('list_changes', { action: 'delete' })).toContain('unknown argument "action"');
  });

  it('is named only in part, when there are thousands', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`_${'x'.repeat(90)}${at}`, at]),
    );
    const { notes } = parsed('list_zones', many);
    expect(notes[0]?.length).toBeLessThan(800);
  });

  it('leaves the notes of the answer as they are', async () => {
    const session = await open();
    const asked = { zone: 'example.com', since: '1h' };
    const plain = (await session.call('list_firewall_events', asked)).structured.notes;
    const { structured } = await session.call('list_firewall_events', { ...asked, toolCallId: 'x' });
    expect(plain.length).toBeGreaterThan(0);
    expect(structured.notes).toEqual([
      ...plain,
      'Ignored, because this tool has no such arguments: toolCallId.',
    ]);
  });
});
