/** What the program loads: a host waits for stdio, so that comes without the commands for people, http and the demo. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { buildIn } from '../build-program.ts';
import { run } from '../client.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'loading-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = buildIn(folder, ['--traceable']);

/** The sources of the files that the process loads until it ends, as Node.js itself lists them. */
async function sourcesLoadedBy(args: readonly string[]): Promise<string[]> {
  const lists = mkdtempSync(join(folder, 'lists-'));
  const env = {
    CLOUDFLARE_API_TOKEN: 'a-token-of-forty-characters-for-this-test',
    // Nobody listens there.
    CLOUDFLARE_BASE_URL: 'http://localhost:1',
    CLOUDFLARE_STATUS_URL: 'off',
    NODE_V8_COVERAGE: lists,
  };
  await run(program, args, env);
  const urls = readdirSync(lists).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(lists, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith('file:') && url.endsWith('.mjs'));
  });
  return urls.flatMap((url) => {
    const { sources } = JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as {
      sources: string[];
    };
    const files = sources
      .map((source) => new URL(source, url))
      .filter(({ protocol }) => protocol === 'file:');
    return files.map((file) => relative(ROOT, fileURLToPath(file)));
  });
}

describe('the program', () => {
  it('loads the stdio transport for a host', async () => {
    expect(await sourcesLoadedBy([])).toContain('src/transports/stdio.ts');
  });

  it.each([
    { part: 'the embedded account', path: /^src\/simulator\//, args: ['--demo'] },
    { part: 'check', path: /^src\/commands\/check\./, args: ['check', '--demo'] },
    { part: 'call', path: /^src\/commands\/call\./, args: ['call', 'list_zones', '--demo'] },
    { part: 'demo', path: /^src\/commands\/demo\./, args: ['demo'] },
    { part: 'http', path: /^src\/transports\/http\./, args: ['http', '--port', 'none'] },
    { part: 'undici', path: /^node_modules\/undici\//, args: ['call', 'list_zones'] },
    { part: 'the metrics', path: /^node_modules\/prom-client\//, args: ['http', '--port', 'none'] },
  ])('loads $part only when it is used', async ({ path, args }) => {
    const matching = async (...each: string[]) =>
      (await sourcesLoadedBy(each)).filter((file) => path.test(file));
    expect(await matching(...args)).not.toEqual([]);
    expect(await matching()).toEqual([]);
  });
});
