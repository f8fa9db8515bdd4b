/** The one-click bundle for desktop hosts: as the official packer makes it, and as a host would start it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unpackExtension } from '@anthropic-ai/mcpb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { catalog } from '../../src/catalog.ts';
import { VARIABLES } from '../../src/settings/environment.ts';
import { NAME, VERSION } from '../../src/version.ts';
import { builtProgram } from '../client.ts';
import { askWhoIsThere } from '../start-server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const program = builtProgram();
const folder = mkdtempSync(join(tmpdir(), 'mcpb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const unpacked = join(folder, 'unpacked');
const readManifest = () => JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8'));

beforeAll(async () => {
  const file = join(folder, 'bundle.mcpb');
  // The packer refuses a manifest that is not valid.
  await promisify(execFile)(process.execPath, [join(ROOT, 'mcpb/pack.mjs'), dirname(program), file]);
  await unpackExtension({ mcpbPath: file, outputDir: unpacked, silent: true });
}, 60_000);

describe('the one-click bundle', () => {
  it('says what package.json says', () => {
    expect(readManifest()).toMatchObject({
      manifest_version: '0.3',
      name: packageJson.name,
      version: packageJson.version,
      description: packageJson.description,
      license: packageJson.license,
      compatibility: { runtimes: { node: packageJson.engines.node } },
    });
  });

  it('lists the tools of the catalogue', () => {
    const { tools, tools_generated } = readManifest();
    expect(tools).toEqual(catalog.map(({ name, question }) => ({ name, description: question })));
    expect(tools_generated).toBe(false);
  });

  it('asks for the token, as a secret, and for e-mail and account if there are any', () => {
    const { user_config, server } = readManifest();
    expect(user_config).toMatchObject({
      api_token: { type: 'string', sensitive: true, required: true },
      email: { type: 'string', required: false },
      account_id: { type: 'string', required: false },
    });
    const { env } = server.mcp_config as { env: Record<string, string> };
    expect(Object.values(env)).toEqual(Object.keys(user_config).map((name) => `\${user_config.${name}}`));
    for (const name of Object.keys(env)) expect(VARIABLES).toContain(name);
  });

  it('has an icon of the size that the packer recommends', () => {
    const icon = readFileSync(join(unpacked, readManifest().icon));
    expect(icon.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
  });

  it('starts as its manifest says, with optional fields left empty', async () => {
    const { mcp_config, entry_point } = readManifest().server;
    const args = (mcp_config.args as string[]).map((arg) => arg.replace(`\${__dirname}`, unpacked));
    expect(args[0]).toBe(join(unpacked, entry_point));
    // Some hosts pass the placeholder itself for a field left empty.
    const env = { ...mcp_config.env, CLOUDFLARE_API_TOKEN: 'a-token-of-forty-characters-for-this-test' };
    const { server, tools } = await askWhoIsThere({ command: process.execPath, args, env });
    expect(server).toMatchObject({ name: NAME, version: VERSION });
    expect(tools).toEqual(catalog.map(({ name }) => name));
  });
});
