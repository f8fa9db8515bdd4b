/** Names of arguments: other spellings, fields that clients add on their own, and names that may be a mistyped filter. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { parseArguments } from '../../src/server/arguments.ts';
import type { Tool } from '../../src/tool.ts';
import { open } from '../client.ts';

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

  it.each(['host', 'hostname', 'Host'])(
    'that is %s is pointed to zone, where no other argument is about hosts',
    (name) => {
      expect(refused('list_changes', { [name]: 'www.example.com' })).toContain(
        `"${name}" (zone takes a host, too)`,
      );
      expect(refused('list_dns_records', { [name]: 'x' })).toContain('(did you mean "name"?)');
    },
  );

  it('that is long is not cut inside a surrogate pair', () => {
    const { notes } = parsed('list_zones', { [`_${'🚀'.repeat(40)}`]: 1 });
    const half = /\p{Cs}/u;
    expect(notes[0]).not.toMatch(half);
    expect(refused('list_zones', { [`x${'🚀'.repeat(40)}`]: 1 })).not.toMatch(half);
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
    // `action` is a filter of one tool: there, only what n8n sends is no filter.
    const isFilter = ({ input }: Tool) => fields.action === 'anything' && 'action' in input.shape;
    for (const { name, example } of catalog.filter((tool) => !isFilter(tool))) {
      const { input, notes } = parsed(name, { ...example, ...fields });
      expect(input).toEqual(parsed(name, example).input);
      expect(notes).toHaveLength(1);
      for (const field of Object.keys(fields)) expect(notes[0]).toContain(field);
    }
  });

  it('is refused where it may be meant as a filter', () => {
    expect(refused('get_origin_health', { zone: 'a.b', action: 'block' })).toContain(
      'unknown argument "action"',
    );
    expect(parsed('list_firewall_events', { zone: 'a.b', action: 'block' }).input.action).toBe('block');
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
    // Filtered by a host in the zone, which the answer says.
    const asked = { zone: 'shop.example.com', since: '1h' };
    const plain = (await session.call('list_firewall_events', asked)).structured.notes;
    const { structured } = await session.call('list_firewall_events', { ...asked, toolCallId: 'x' });
    expect(plain.length).toBeGreaterThan(0);
    expect(structured.notes).toEqual([
      ...plain,
      'Ignored, because this tool has no such arguments: toolCallId.',
    ]);
  });
});
