/** call: one tool from the shell. */
import { describe, expect, it } from 'vitest';
import { builtProgram, run } from '../client.ts';

const program = builtProgram();
const call = (...args: string[]) => run(program, ['call', '--demo', ...args], { LOG_LEVEL: 'silent' });

describe('call', () => {
  it('prints the answer as JSON, and nothing else', async () => {
    const { code, stdout, stderr } = await call(
      'list_dns_records',
      '{"type": "A", "content": "192.168.1.1"}',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ returned: 6, searched: { zones: 12, of: 12 } });
  });

  it('needs no arguments where the tool needs none', async () => {
    const { code, stdout } = await call('list_zones');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ returned: 12 });
  });

  it('applies the defaults of the tool', async () => {
    const { stdout } = await call('list_alert_history', '{"limit": 1}');
    const { since, until } = JSON.parse(stdout).window;
    expect(Date.parse(until) - Date.parse(since)).toBe(7 * 86_400_000);
  });

  it.each([
    [
      'an unknown tool',
      ['list_zoness'],
      /There is no tool "list_zoness": list_zones, get_zone, list_dns_records/,
    ],
    ['no tool', [], /call needs a tool: list_zones, get_zone/],
    ['arguments that are not JSON', ['list_zones', '{name: x}'], /not JSON.*one JSON object in quotes/],
    ['arguments that are not an object', ['list_zones', '[1]'], /expected object/],
    [
      'an unknown argument',
      ['list_zones', '{"nam": "x"}'],
      /unknown argument "nam"; known arguments: name, status/,
    ],
    ['a wrong argument', ['list_zones', '{"limit": 0}'], /list_zones: limit: /],
    [
      'arguments without quotes',
      ['list_zones', '{"name":', '"x"}'],
      /one JSON object in quotes: call list_zones/,
    ],
  ])('says what is wrong with %s, with exit code 2', async (_case, args, said) => {
    const { code, stdout, stderr } = await call(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('prints what the tool refuses, with exit code 1', async () => {
    const { code, stdout, stderr } = await call('get_zone', '{"zone": "exmaple.com"}');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Similar names: example\.com/);
  });

  it('logs progress where it is asked to', async () => {
    const { stderr } = await run(program, ['call', '--demo', 'list_dns_records', '{"type":"NS"}'], {
      LOG_LEVEL: 'debug',
    });
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ message }) => message === 'progress')).toHaveLength(12);
  });
});
