/** list_dns_records without a zone, when something goes wrong during the search: the records that were found are still returned. */
import { describe, expect, it } from 'vitest';
import { errorAnswer, htmlPage, onPath, rateLimited } from '../../src/simulator/faults.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { open, type Row } from '../client.ts';

const TOOL = 'list_dns_records';
const QUESTION = { type: 'A', content: '192.168.1.1' };
const OLD_ORIGIN_NAMES = [
  'old-origin.example.com',
  'staging.example.com',
  'ftp.example.net',
  'intranet.legacy-northwind.example',
  'mail.legacy-northwind.example',
  'origin.outfitters.example',
];
const recordsOf = (zone: string) => onPath(new RegExp(`^/zones/${zoneId(zone)}/dns_records`));
const namesIn = (structured: { records: Row[] }) => structured.records.map(({ name }: Row) => name);

describe('a search that meets trouble', () => {
  const search = async (faults: Fault[]) => {
    const session = await open({ faults });
    return session.call(TOOL, QUESTION);
  };

  it('says which zones it skipped and why, and answers the rest without a total', async () => {
    const refused = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const { structured } = await search([
      { when: recordsOf('example.net'), answer: refused },
      { when: recordsOf('trailmaps.example'), answer: htmlPage(502) },
    ]);
    expect(namesIn(structured)).toEqual(OLD_ORIGIN_NAMES.filter((name) => name !== 'ftp.example.net'));
    expect(structured.total).toBeUndefined();
    expect(structured.searched).toMatchObject({ zones: 10, of: 12, skipped: 2 });
    expect(structured.searched.skipped_zones).toEqual([
      { zone: 'example.net', reason: expect.stringMatching(/permission.*HTTP 403.*Ray ID/) },
      { zone: 'trailmaps.example', reason: expect.stringMatching(/trouble.*HTTP 502.*Ray ID/) },
    ]);
    expect(structured.notes.join()).toMatch(/Incomplete: some zones were skipped/);
  });

  it('returns what it found, the wait and a cursor when the rate limit is reached', async () => {
    const faults = [{ when: recordsOf('legacy-northwind.example'), answer: rateLimited(120), times: 1 }];
    const session = await open({ faults });
    const { structured, isError } = await session.call(TOOL, QUESTION);
    expect(isError).toBe(false);
    expect(namesIn(structured)).toEqual(OLD_ORIGIN_NAMES.slice(0, 3));
    expect(structured.searched).toMatchObject({ zones: 3, of: 12, left: 9 });
    expect(structured.notes.join()).toMatch(/Incomplete, because .*rate limit.*120 s.*next_cursor/);
    expect(structured.next_cursor).toBeDefined();
  });

  it('takes in what it has asked already when little of the request budget is left', async () => {
    const nearlyUsedUp: Fault = {
      when: onPath(/dns_records$/),
      answer: (_request, _signal, proceed) => {
        const response = proceed();
        response.headers.set('ratelimit', '"default";r=80;t=1');
        return response;
      },
    };
    // Long enough that all are under way when the first answer comes.
    const session = await open({ faults: [nearlyUsedUp], latencyMs: 20 });
    const { structured } = await session.call(TOOL, QUESTION);
    expect(namesIn(structured)).toEqual(OLD_ORIGIN_NAMES);
    expect(structured.searched).toEqual({ zones: 12, of: 12 });
    expect(structured.next_cursor).toBeUndefined();
    expect(session.asked()).toHaveLength(13);
  });

  it('fails, and names the permission, when no zone may be read', async () => {
    const refused = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const { isError, text } = await search([{ when: onPath(/dns_records$/), answer: refused }]);
    expect(isError).toBe(true);
    expect(text).toContain('Zone > DNS > Read');
  });

  it('fails when the zones cannot be listed', async () => {
    const { isError, text } = await search([{ when: onPath(/^\/zones$/), answer: htmlPage(500) }]);
    expect(isError).toBe(true);
    expect(text).toMatch(/trouble.*HTTP 500/);
  });
});
