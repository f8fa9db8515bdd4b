/** call: one tool from the shell. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { argumentsOf, exampleCall } from '../../src/commands/call-arguments.ts';
import { loadSettings, setUp } from '../../src/commands/setup.ts';
import { toolHelp } from '../../src/commands/tool-help.ts';
import { DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import { builtProgram, run } from '../client.ts';
import { openServer } from '../cloudflare/http/protocol-server.ts';
import { runHere } from '../run-here.ts';

const program = builtProgram();
const call = (...args: string[]) => runHere(['call', '--demo', ...args], { LOG_LEVEL: 'silent' });

const withoutCredential = (...args: string[]) => runHere(['call', ...args]);

describe('call', () => {
  it('prints the answer as a table, whole in a pipe', async () => {
    const args = ['call', '--demo', 'list_dns_records', 'type=A', 'content=192.168.1.1'];
    const { code, stdout, stderr } = await run(program, args, { LOG_LEVEL: 'silent' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^zone +name +/);
    expect(stdout).toMatch(/^legacy-northwind\.example +intranet\.legacy-northwind\.example /m);
    expect(stdout).toMatch(/^in every row: type A/m);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('…');
  });

  it('--json prints the answer as JSON, and nothing else, from JSON arguments too', async () => {
    const args = '{"type": "A", "content": "192.168.1.1"}';
    const { code, stdout, stderr } = await call('list_dns_records', args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ returned: 6, searched: { zones: 12, of: 12 } });
  });

  it('needs no arguments where the tool needs none', async () => {
    const { code, stdout } = await call('list_zones', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ returned: 12 });
  });

  it('takes numbers, lists, and the cursor that it printed', async () => {
    const first = await call('list_zones', 'limit=2');
    const [, cursor] = /^More: ask again and add (cursor=\S+)$/m.exec(first.stdout) ?? [];
    const second = await call('list_zones', 'limit=2', String(cursor), '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ returned: 2 });
    const zone = await call('get_zone', 'zone=example.com', 'sections=ssl,dnssec');
    expect(zone.stdout).toMatch(/^ssl .*min_tls_version 1\.2/m);
    expect(zone.stdout).not.toMatch(/^security /m);
  });

  it('applies the defaults of the tool', async () => {
    const { stdout } = await call('list_alert_history', 'limit=1', '--json');
    const { since, until } = JSON.parse(stdout).window;
    expect(Date.parse(until) - Date.parse(since)).toBe(7 * 86_400_000);
  });

  it('without a tool lists the tools with their questions, and needs no credential', async () => {
    const { code, stdout, stderr } = await withoutCredential();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, question } of catalog) {
      expect(stdout.split('\n').some((line) => line.startsWith(name) && line.endsWith(question))).toBe(true);
    }
  });

  it('TOOL --help prints the help of the tool, and needs no credential', async () => {
    const { code, stdout, stderr } = await withoutCredential('list_dns_records', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const tool = catalog.find(({ name }) => name === 'list_dns_records');
    expect(tool && stdout).toBe(`${toolHelp(tool!, Number.POSITIVE_INFINITY).join('\n')}\n`);
  });

  it.each(catalog)('the help of $name shows its arguments and examples', (tool) => {
    const lines = toolHelp(tool, Number.POSITIVE_INFINITY);
    expect(lines).toContain(tool.question);
    for (const [argument, { description = '' }] of Object.entries(argumentsOf(tool))) {
      expect(description).not.toBe('');
      expect(lines.some((line) => line.startsWith(`  ${argument} `) && line.includes(description))).toBe(
        true,
      );
    }
    expect(lines).toContain(`  ${exampleCall(tool)}`);
  });

  it.each([
    ['an unknown tool', ['list_zoness'], /^There is no tool "list_zoness"\. Did you mean list_zones\?$/m],
    ['a tool that is like no other', ['dig'], /^There is no tool "dig"\. There are list_zones, get_zone, /],
    ['arguments that are not JSON', ['list_zones', '{name: x}'], /not one JSON object in single quotes/],
    ['arguments that are not an object', ['list_zones', '[1]'], /must be an object/],
    [
      'an unknown argument',
      ['list_zones', 'nam=x'],
      /did you mean "name"\?[\s\S]*call list_zones --help shows what it takes/,
    ],
    ['a wrong argument', ['list_zones', 'limit=0'], /list_zones: limit must be a whole number/],
    [
      'arguments without a name',
      ['get_zone', 'example.com'],
      /not key=value.*call get_zone zone=example\.com/,
    ],
    ['a flag for an argument', ['get_zone', '--zone', 'example.com'], /have no dashes: zone=/],
  ])('says what is wrong with %s, with exit code 2', async (_case, args, said) => {
    const { code, stdout, stderr } = await call(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('prints what the tool refuses, with exit code 1', async () => {
    const { code, stdout, stderr } = await call('get_zone', 'zone=exmaple.com');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Similar names: example\.com/);
  });

  it('logs progress where it is asked to', async () => {
    const { stderr } = await runHere(['call', '--demo', 'list_dns_records', '{"type":"NS"}'], {
      LOG_LEVEL: 'debug',
    });
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ message }) => message === 'progress')).toHaveLength(12);
  });
});

describe('the first call', () => {
  it('connects while its tools are loaded, and sends nothing; the calls after it open nothing more', async () => {
    let requests = 0;
    const { url, sockets } = await openServer('HTTP/1.1', (_request, response) => {
      requests++;
      response.end();
    });
    const env = {
      CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN,
      CLOUDFLARE_BASE_URL: new URL('/client/v4', url).href,
    };
    const options = { audience: 'agent', writeLog: () => undefined } as const;
    const { caller, prepare } = await setUp(loadSettings({ env, isDemo: false }), options);
    expect(sockets.size).toBe(0);
    await caller.loadTools?.();
    await expect.poll(() => sockets.size).toBe(1);
    await prepare();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sockets.size, requests]).toEqual([1, 0]);
  });
});
