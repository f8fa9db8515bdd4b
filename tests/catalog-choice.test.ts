/** CLOUDFLARE_MCP_TOOLS: a part of the catalogue by names and groups, and a start that fails on a word that is none. */
import { describe, expect, it } from 'vitest';
import { catalog, chooseTools, TOOL_GROUPS } from '../src/catalog.ts';
import { loadSettings, parseSharedSettings } from '../src/commands/setup.ts';
import { ConfigError } from '../src/settings/config.ts';
import { CLIENTS, open } from './client.ts';

const CORE = ['list_zones', 'get_zone', 'list_dns_records', 'list_alert_history', 'test_connection'];
const namesOf = (choice: string | undefined) => chooseTools(choice).tools.map(({ name }) => name);
const options = (CLOUDFLARE_MCP_TOOLS: string) => ({
  env: { CLOUDFLARE_MCP_TOOLS },
  isDemo: true,
  writeLog: () => undefined,
});

describe('a choice of tools', () => {
  it.each([
    ['core', CORE],
    ['changes', ['list_changes']],
    ['traffic', ['get_http_errors', 'list_firewall_events']],
    ['health', ['get_origin_health', 'list_certificates', 'get_cloudflare_status']],
    ['list_zones', ['list_zones']],
    [' Changes , LIST_ZONES,', ['list_zones', 'list_changes']],
    ['get_http_errors,traffic,traffic', ['get_http_errors', 'list_firewall_events']],
  ])('of %j are these, in the catalogue’s order', (choice, names) => {
    expect(namesOf(choice)).toEqual(names);
    expect(chooseTools(choice).unknown).toEqual([]);
  });

  it('is all when nothing is chosen, and all groups together are all, each in one of them', () => {
    const all = catalog.map(({ name }) => name);
    expect(namesOf(undefined)).toEqual(all);
    expect(namesOf(Object.keys(TOOL_GROUPS).join())).toEqual(all);
    expect(Object.values(TOOL_GROUPS).flat()).toHaveLength(catalog.length);
  });

  it.each(['core,dns', 'list_zone', 'all', 'core,constructor'])(
    'with an unknown word fails the start: %s',
    (choice) => {
      const word = choice.split(',').at(-1)!;
      for (const load of [loadSettings, parseSharedSettings]) {
        const start = () => load(options(choice));
        expect(start).toThrow(ConfigError);
        expect(start).toThrow(`CLOUDFLARE_MCP_TOOLS has unknown names: ${word}.`);
        for (const known of ['core', 'changes', 'traffic', 'health', ...CORE]) expect(start).toThrow(known);
      }
    },
  );

  it('of nothing but commas fails the start, too', () => {
    expect(() => loadSettings(options(' , '))).toThrow(ConfigError);
  });

  it.each(CLIENTS)('is what client %s lists, and what is left out cannot be called', async (client) => {
    const { tools: chosen } = loadSettings(options('changes,list_zones'));
    const session = await open({ client, tools: chosen });
    const { tools } = await session.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['list_zones', 'list_changes']);
    const outcome = await session.call('get_zone', { zone: 'example.com' }).catch((error: unknown) => error);
    expect(outcome instanceof Error || (outcome as { isError: boolean }).isError).toBe(true);
    expect(session.asked()).toEqual([]);
    expect((await session.call('list_zones')).isError).toBe(false);
  });
});
