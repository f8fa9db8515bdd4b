/** Packs dist/ as a one-click bundle for desktop hosts: node mcpb/pack.mjs [folder of the program] [file to write]. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const ROOT = resolve(import.meta.dirname, '..');
const product = readJson('package.json');
const [
  programFolder = join(ROOT, 'dist'),
  file = join(ROOT, 'build', `${product.name}-${product.version}.mcpb`),
] = process.argv.slice(2);

const template = readJson('mcpb/manifest.json');
const manifest = {
  ...template,
  name: product.name,
  version: product.version,
  description: product.description,
  author: { name: product.author },
  repository: { type: 'git', url: product.repository.url.replace(/^git\+/, '') },
  homepage: product.homepage,
  support: product.bugs,
  license: product.license,
  keywords: product.keywords,
  tools: await toolsOf(join(programFolder, 'main.js')),
  compatibility: { ...template.compatibility, runtimes: { node: product.engines.node } },
};

const staged = mkdtempSync(join(tmpdir(), 'mcpb-'));
try {
  cpSync(programFolder, join(staged, 'server'), { recursive: true });
  cpSync(join(ROOT, 'mcpb', 'icon.png'), join(staged, 'icon.png'));
  cpSync(join(ROOT, 'LICENSE'), join(staged, 'LICENSE'));
  writeFileSync(join(staged, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  mkdirSync(dirname(resolve(file)), { recursive: true });
  // The official packer, which validates the manifest first.
  const isPacked = await packExtension({ extensionPath: staged, outputPath: resolve(file) });
  process.exitCode = isPacked ? 0 : 1;
} finally {
  rmSync(staged, { recursive: true, force: true });
}

/** The tools as the program lists them. A person reads this before installing, so only the question of each description is kept. */
async function toolsOf(program) {
  const client = new Client({ name: 'mcpb', version: product.version });
  const command = {
    command: process.execPath,
    args: [program, 'stdio', '--demo'],
    env: { LOG_LEVEL: 'error' },
  };
  await client.connect(new StdioClientTransport(command));
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name, description }) => ({
    name,
    description: description.slice(0, description.indexOf('?') + 1),
  }));
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
