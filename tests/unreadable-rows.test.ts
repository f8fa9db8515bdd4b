/** A row of Cloudflare's that cannot be read costs that row, and the answer says so: never the answer, never an internal error. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { sampleWorld } from '../src/simulator/sample/account.ts';
import { openCase } from './unreadable-fields.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

beforeAll(() => {
  vi.setSystemTime(NOW);
});
afterAll(() => {
  vi.useRealTimers();
});

/** What the first row of a list becomes. */
const FIRST_ROW: Readonly<Record<string, (rows: unknown) => unknown>> = {
  null: (rows) => (Array.isArray(rows) && rows.length > 0 ? [null, ...rows.slice(1)] : rows),
  'without fields': (rows) => (Array.isArray(rows) && rows.length > 0 ? [{}, ...rows.slice(1)] : rows),
};

const INPUTS: [string, Record<string, unknown>][] = [
  ...catalog.map(({ name, example }): [string, Record<string, unknown>] => [name, example]),
  ['list_certificates', { zone: 'example.com' }],
  ['list_dns_records', { zone: 'example.com' }],
  ['list_dns_records', { exposed: true }],
  ['list_dns_records', { name: 'bücher*' }],
  ['list_firewall_events', {}],
  ['get_http_errors', {}],
  ['get_origin_health', {}],
];

const DOUBT =
  /not read|not be read|unreadable|unknown|no readable|without a readable|skipped|unavailable|_more/gi;

/** What a monitor expects explains a failure that is told in any case. */
const IS_EXTRA = /monitors$/;

it.each(INPUTS)('of %s %j', async (tool, input) => {
  const { ask, lists } = openCase({ tool, input, world: sampleWorld(NOW) });
  const base = await ask(undefined);
  expect(base.isError).toBe(false);
  const doubtsIn = ({ structured }: typeof base) => JSON.stringify(structured).match(DOUBT)?.length ?? 0;
  const wrong: string[] = [];
  for (const [kind, names] of [...lists]) {
    for (const list of [...names]) {
      const isRows = list === '.result';
      for (const [how, to] of Object.entries(FIRST_ROW)) {
        const answer = await ask({ kind, field: list, to });
        const at = `${how} <- ${kind} ${list}`;
        if (/something is wrong inside/i.test(answer.text)) wrong.push(`internal error ${at}`);
        // Of a zone that is asked for alone, the row is all there is.
        const isAllThereIs = kind === '/zones' && input.zone !== undefined;
        if (isRows && answer.isError && !isAllThereIs) wrong.push(`no answer ${at}`);
        if (!isRows || answer.isError || tool === 'test_connection' || IS_EXTRA.test(kind)) continue;
        if (doubtsIn(answer) <= doubtsIn(base)) wrong.push(`not said ${at}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
