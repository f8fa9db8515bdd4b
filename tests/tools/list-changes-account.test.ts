/** list_changes on what is not of one zone, on rules, and on what an entry tells by its ID only. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  type AuditFacts,
  DANA,
  makeAuditEntry,
  TERRAFORM,
} from '../../src/simulator/sample/audit-entry-template.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { open, type Row } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_changes';
const ZONE = 'example.com';
const DAY = 1440;

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const RULESET: Omit<AuditFacts, 'minutesAgo' | 'by'> = {
  type: 'update',
  description: 'Update a zone entry point ruleset',
  product: 'rulesets',
  resourceType: 'ruleset',
  resourceId: 'ab'.repeat(16),
  method: 'PUT',
  path: '/rulesets/phases/http_request_firewall_custom/entrypoint',
  zone: ZONE,
};
const rule = (id: string, description: string) => ({
  id,
  description,
  action: 'block',
  expression: `(http.request.uri.path contains "/${id}")`,
});
const envelope = (result: unknown) => ({ success: true, errors: [], messages: [], result });
const replaced = (rules: object[], when: Pick<AuditFacts, 'minutesAgo' | 'by'>): AuditFacts => ({
  ...RULESET,
  ...when,
  request: { rules },
  response: envelope({
    id: RULESET.resourceId,
    name: 'default',
    phase: 'http_request_firewall_custom',
    rules,
  }),
});

async function ask(facts: AuditFacts[], input: object = {}, faults: Fault[] = []) {
  const world: World = sampleWorld(NOW);
  world.audit_log = facts.map((each) => makeAuditEntry(each, world.accounts[0]!, NOW));
  const session = await open({ world, faults });
  const { isError, text, structured } = await session.call(TOOL, { since: '1h', ...input });
  if (isError) expect.fail(text);
  const { changes, notes, sources, unavailable } = structured;
  return { rows: changes as Row[], notes: notes as string[], sources, unavailable, session };
}

const deleted = (n: number, minutesAgo = 10): AuditFacts[] => {
  const thing = { product: 'workers', resourceType: 'script', resourceId: `${n}`.padStart(32, '0') };
  return [
    {
      ...thing,
      minutesAgo: 60 * DAY,
      by: TERRAFORM,
      type: 'create',
      description: 'Create',
      method: 'POST',
      path: '/x',
      request: { name: `thing-${n}`, pattern: `p${n}` },
      response: envelope({ name: `thing-${n}` }),
    },
    {
      ...thing,
      minutesAgo,
      by: DANA,
      type: 'delete',
      description: 'Delete',
      method: 'DELETE',
      path: `/x/${n}`,
      response: envelope({ id: thing.resourceId }),
    },
  ];
};

describe('changes of the account', () => {
  it('of a Worker come with where the routes in the list lead to it; a route is called by its pattern', async () => {
    const by = { by: DANA, minutesAgo: 10, product: 'workers' };
    const id = 'cd'.repeat(16);
    const script = { ...by, type: 'update', resourceType: 'script', resourceId: 'storefront', method: 'PUT' };
    const route = { ...by, type: 'update', resourceType: 'route', resourceId: id, method: 'PUT', zone: ZONE };
    const { rows, notes } = await ask([
      { ...script, description: 'Update Worker script', path: '/workers/scripts/storefront' },
      {
        ...route,
        description: 'Update route',
        path: `/workers/routes/${id}`,
        request: { script: 'storefront' },
        response: envelope({ id, pattern: 'shop.example.com/*', script: 'storefront' }),
      },
    ]);
    expect(rows.map(({ on, changed }) => [on, changed])).toEqual([
      ['storefront', undefined],
      ['shop.example.com/*', [{ field: 'script', after: 'storefront' }]],
    ]);
    expect(notes).toEqual(['Routes among these changes lead to storefront: shop.example.com/*.']);
  });

  it('of Bot Management say what was switched', async () => {
    const { rows } = await ask([
      {
        by: DANA,
        minutesAgo: 10,
        type: 'update',
        description: 'Update bot management',
        product: 'bot_management',
        resourceType: 'bot_management',
        method: 'PUT',
        path: '/bot_management',
        zone: ZONE,
        request: { fight_mode: true, sbfm_definitely_automated: 'block' },
        response: envelope({ fight_mode: true, sbfm_definitely_automated: 'block', enable_js: true }),
      },
    ]);
    expect(rows[0]?.changed).toEqual([
      { field: 'fight_mode', after: 'true' },
      { field: 'sbfm_definitely_automated', after: 'block' },
    ]);
  });

  it('stand beside those of a zone, and the answer says how many', async () => {
    const { rows, notes, sources } = await ask(deleted(1), { zone: ZONE });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ action: 'delete', on: 'thing-1', via: 'dashboard' });
    expect(rows[0]).not.toHaveProperty('zone');
    expect(sources).toMatchObject({ audit_log: 'empty', account_log: 'ok' });
    expect(notes).toEqual([
      'Changes of other zones, such as one that a CNAME leads to, are not listed here: ask without zone.',
      '1 of these changes has no zone: it is of the whole account.',
    ]);
  });

  it('that cannot be read are named, and an empty zone is not taken for an empty account', async () => {
    const when = ({ query }: { query: URLSearchParams }) => query.has('resource_scope');
    const { sources, unavailable } = await ask(deleted(1), { zone: ZONE }, [
      { when, answer: errorAnswer(500, [{ code: 1, message: 'x' }]) },
    ]);
    expect(sources).toMatchObject({ audit_log: 'empty', account_log: 'failed' });
    expect(unavailable[0].parts).toContain('account_log');
  });

  it('do not include those of other zones, even if the filter is ignored', async () => {
    const other = { ...deleted(1)[1]!, zone: 'example.net' };
    const ignored: Fault = {
      when: ({ query }) => query.has('resource_scope'),
      answer: ({ query }, _signal, proceed) => {
        query.delete('resource_scope');
        return proceed();
      },
    };
    const { rows } = await ask([other], { zone: ZONE }, [ignored]);
    expect(rows).toEqual([]);
  });
});

describe('what is told by its ID only', () => {
  it('is named by its history, with what it was, five things a call', async () => {
    const all = Array.from({ length: 7 }, (_, n) => deleted(n + 1, 10 + n)).flat();
    const { rows, notes, session } = await ask(all);
    expect(rows.map(({ on }) => on)).toEqual([
      ...[1, 2, 3, 4, 5].map((n) => `thing-${n}`),
      undefined,
      undefined,
    ]);
    expect(rows[0]!.changed).toEqual([{ field: 'pattern', before: 'p1' }]);
    expect(session.asked().filter((path) => path.includes('/history'))).toHaveLength(5);
    expect(notes.join()).toContain('2 further things have an ID only');
  });

  it('stays an ID where its history cannot be read, and the answer says so', async () => {
    const { rows, unavailable } = await ask(deleted(1), {}, [
      { when: onPath(/\/history$/), answer: errorAnswer(404, [{ code: 7003, message: 'no route' }]) },
    ]);
    expect(rows[0]).toMatchObject({ action: 'delete', resource_id: expect.stringMatching(/^0+1$/) });
    expect(unavailable).toMatchObject([{ parts: ['names'] }]);
  });
});

describe('rules', () => {
  it('are told with phase, expression, action and parameters, never with the values of headers', async () => {
    const sent = {
      description: 'Key for the origin',
      expression: '(http.request.headers["x-key"][0] ne "s3cret" and http.host eq "a.example.com")',
      action: 'rewrite',
      enabled: false,
      action_parameters: {
        headers: { 'x-origin-key': { operation: 'set', value: 's3cret' } },
        uri: { query: { value: 'token=s3cret' }, path: { value: '/v2' } },
      },
    };
    const facts: AuditFacts = {
      ...RULESET,
      minutesAgo: 5,
      by: DANA,
      method: 'POST',
      path: `/rulesets/${RULESET.resourceId}/rules`,
      request: sent,
      response: envelope({ name: 'default', phase: 'http_request_late_transform', rules: [sent] }),
    };
    const { rows } = await ask([facts]);
    expect(JSON.stringify(rows)).not.toContain('s3cret');
    expect(rows[0]).toMatchObject({
      phase: 'transform rules (request headers): http_request_late_transform',
      rules: [
        {
          description: 'Key for the origin',
          expression: '(http.request.headers["x-key"][0] ne "…" and http.host eq "a.example.com")',
          enabled: false,
          does: [
            { field: 'headers.x-origin-key', value: 'set' },
            { field: 'uri.query.value', value: '…' },
            { field: 'uri.path.value', value: '/v2' },
          ],
        },
      ],
    });
    expect(rows[0]).not.toHaveProperty('on');
  });

  it('that a program replaced are compared with those before, which the history has', async () => {
    const [scanners, uploads] = [rule('r1', 'Block scanners'), rule('r2', 'Skip for uploads')];
    const { rows } = await ask([
      replaced([scanners, uploads], { minutesAgo: 30 * DAY, by: DANA }),
      // The same rule, made anew.
      replaced([{ ...scanners, id: 'r9' }], { minutesAgo: 5, by: TERRAFORM }),
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      who: 'terraform-ci',
      via: 'token terraform-ci, Terraform',
      phase: 'custom rules of the WAF: http_request_firewall_custom',
      rules_replaced: true,
      rules_gone: ['block: Skip for uploads'],
    });
  });

  it('are shown as far as there is room, and the rest is counted', async () => {
    const many = Array.from({ length: 30 }, (_, n) => rule(`r${n}`, `Rule ${n}`));
    const { rows } = await ask([replaced(many, { minutesAgo: 5, by: TERRAFORM })]);
    expect(rows[0]!.rules).toHaveLength(5);
    expect(rows[0]!.rules_more).toBe(25);
  });
});

describe('an entry without a readable time', () => {
  it('is counted, and its log is not called empty', async () => {
    const when = onPath(/logs\/audit$/);
    const answer = () =>
      Response.json({ success: true, errors: [], result: [{ id: 'x', action: { type: 'create' } }] });
    const { rows, notes, sources } = await ask([], {}, [{ when, answer }]);
    expect([rows, sources.audit_log]).toEqual([[], 'ok']);
    expect(notes).toEqual(['1 audit entry has no readable time, and is not listed.']);
  });

  it.each([{ cursors: { after: 'c2' } }, { cursor: 'c2' }])(
    'beside it, a cursor is followed as %j',
    async (info) => {
      const when = onPath(/logs\/audit$/);
      const entry = (id: string) => ({ id, action: { type: 'create', time: '2026-11-23T17:30:00Z' } });
      const answer = ({ query }: { query: URLSearchParams }) =>
        query.has('cursor')
          ? Response.json({ success: true, errors: [], result: [entry('a'), entry('b')], result_info: {} })
          : Response.json({ success: true, errors: [], result: [entry('a')], result_info: info });
      const { rows } = await ask([], {}, [{ when, answer }]);
      expect(rows).toHaveLength(2);
    },
  );
});
