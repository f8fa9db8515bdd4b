/** CLOUDFLARE_MCP_TOOLS: a part of the catalogue by names and groups, and a start that fails for an unknown word. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { loadSettings, parseSharedSettings } from '../src/commands/setup.ts';
import { chooseTools } from '../src/server/listed-tools.ts';
import { ConfigError } from '../src/settings/config.ts';
import { TOOL_GROUPS } from '../src/tool.ts';
import { CLIENTS, open } from './client.ts';

const CORE = ['list_zones', 'get_zone', 'list_dns_records', 'list_alert_history', 'test_connection'];
const namesOf = (choice: string | undefined) => chooseTools(choice).tools.map(({ name }) => name);
const options = (CLOUDFLARE_MCP_TOOLS: string) => ({
  env: { CLOUDFLARE_MCP_TOOLS },
  isDemo: true,
  writeLog: () => undefined,
});

describe('a choice of tools', () => {
  it.each(TOOL_GROUPS)('of the group %s are its tools, in the catalogue’s order', (group) => {
    const names = catalog.filter((tool) => tool.group === group).map(({ name }) => name);
    expect(names).not.toEqual([]);
    expect(namesOf(group)).toEqual(names);
    expect(chooseTools(group).unknown).toEqual([]);
  });

  it('of the group core has the tools that answer the questions of the guide', () => {
    expect(namesOf('core')).toEqual(expect.arrayContaining(CORE));
  });

  it.each([
    ['list_zones', ['list_zones']],
    [' List_Changes , LIST_ZONES,', ['list_zones', 'list_changes']],
    [' CORE ', namesOf('core')],
    ['get_http_errors,traffic,traffic', namesOf('traffic')],
    ['changes,list_zones', ['list_zones', ...namesOf('changes')]],
  ])('of %j are these, in the catalogue’s order', (choice, names) => {
    expect(namesOf(choice)).toEqual(names);
    expect(chooseTools(choice).unknown).toEqual([]);
  });

  it('is all when nothing is chosen, and all groups together are all', () => {
    const all = catalog.map(({ name }) => name);
    expect(namesOf(undefined)).toEqual(all);
    expect(namesOf(TOOL_GROUPS.join())).toEqual(all);
  });

  it.each(['core,dns', 'list_zone', 'all', 'core,constructor'])(
    'with an unknown word fails the start: %s',
    (choice) => {
      const word = choice.split(',').at(-1)!;
      for (const load of [loadSettings, parseSharedSettings]) {
        const start = () => load(options(choice));
        expect(start).toThrow(ConfigError);
        expect(start).toThrow(`CLOUDFLARE_MCP_TOOLS has unknown names: ${word}.`);
        for (const known of [...TOOL_GROUPS, ...namesOf(undefined)]) expect(start).toThrow(known);
      }
    },
  );

  it('of nothing but commas fails the start, too', () => {
    expect(() => loadSettings(options(' , '))).toThrow(ConfigError);
  });

  it.each(CLIENTS)('is what client %s lists, and what is left out cannot be called', async (client) => {
    const { tools: chosen } = loadSettings(options('list_changes,list_zones'));
    const session = await open({
      client,
      tools: chosen.map(({ name }) => catalog.find((tool) => tool.name === name)!),
    });
    const { tools } = await session.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['list_zones', 'list_changes']);
    const outcome = await session.call('get_zone', { zone: 'example.com' }).catch((error: unknown) => error);
    expect(outcome instanceof Error || (outcome as { isError: boolean }).isError).toBe(true);
    expect(session.asked()).toEqual([]);
    expect((await session.call('list_zones')).isError).toBe(false);
    const instructions = session.client.getInstructions();
    expect(instructions).toMatch(/there are no others\):\nlist_zones: .*\nlist_changes: .*\n/);
    expect(instructions).not.toContain('get_zone');
  });
});
