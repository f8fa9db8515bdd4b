/** server.json, what the MCP Registry publishes: its form, and that it says what the package and the code say. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { VARIABLES } from '../../src/settings/environment.ts';

const read = (file: string) => readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');

/** The fields of the schema of 2025-12-11 that are used here, with its bounds; unlike it, nothing else may be there. */
const variable = z.strictObject({
  name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  description: z.string().min(1),
  format: z.enum(['string', 'number', 'boolean', 'filepath']),
  isRequired: z.boolean(),
  isSecret: z.boolean(),
});
const common = {
  transport: z.strictObject({ type: z.literal('stdio') }),
  environmentVariables: z.array(variable).min(1),
};
const exactVersion = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
const serverJson = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: exactVersion,
  repository: z.strictObject({ url: z.url(), source: z.literal('github') }),
  packages: z.tuple([
    z.strictObject({
      ...common,
      registryType: z.literal('npm'),
      registryBaseUrl: z.literal('https://registry.npmjs.org'),
      identifier: z.string(),
      version: exactVersion,
      runtimeHint: z.literal('npx'),
    }),
    // An image says its version in its identifier only.
    z.strictObject({
      ...common,
      registryType: z.literal('oci'),
      identifier: z.string().regex(/^ghcr\.io\/[a-z0-9-]+\/[a-z0-9-]+:[\w.-]+$/),
      runtimeHint: z.literal('docker'),
    }),
  ]),
});

const server = serverJson.parse(JSON.parse(read('server.json')));
const [npm, oci] = server.packages;
const [, owner = ''] = /^io\.github\.([^/]+)\//.exec(server.name) ?? [];

describe('server.json', () => {
  it('names the package, whose mcpName is the name of the server', () => {
    expect(server.name).toBe(manifest.mcpName);
    expect(npm.identifier).toBe(manifest.name);
    expect(server.name).toBe(`io.github.${owner}/${manifest.name}`);
  });

  it('has the version of package.json everywhere', () => {
    const { version } = manifest;
    expect([server.version, npm.version]).toEqual([version, version]);
    expect(oci.identifier).toBe(`ghcr.io/${owner}/${manifest.name}:${version}`);
    expect(read('compose.yaml')).toContain(`image: ${oci.identifier}\n`);
  });

  it('has the owner that package.json and the image have', () => {
    const url = `https://github.com/${owner}/${manifest.name}`;
    expect(server.repository.url).toBe(url);
    expect(manifest.repository.url).toBe(`git+${url}.git`);
    expect(read('Dockerfile')).toContain(`org.opencontainers.image.source="${url}"`);
    expect(read('Dockerfile')).toContain(`io.modelcontextprotocol.server.name="${server.name}"`);
  });

  it('asks for what a person is asked for on installing: the same as the one-click bundle, and known to the code', () => {
    const bundle = JSON.parse(read('mcpb/manifest.json'));
    for (const { environmentVariables } of server.packages) {
      const names = environmentVariables.map(({ name }) => name);
      expect(names).toEqual(Object.keys(bundle.server.mcp_config.env));
      expect(names.filter((name) => !(VARIABLES as readonly string[]).includes(name))).toEqual([]);
    }
  });

  it('marks secrets as secret, and nothing else', () => {
    for (const { environmentVariables } of server.packages)
      for (const { name, isSecret } of environmentVariables)
        expect(isSecret, name).toBe(/_(TOKEN|KEY)$/.test(name));
  });
});
