/** Starts a command as an MCP host does, with only the given environment. */
import { tmpdir } from 'node:os';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export interface Command {
  readonly command: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** @returns who answered `initialize`, and the names of its tools. */
export async function askWhoIsThere({ command, args, env = {}, cwd = tmpdir() }: Command) {
  const client = new Client({ name: 'tests', version: '1.0.0' }, {
    versionNegotiation: { mode: 'legacy' },
  } as never);
  const quiet = { LOG_LEVEL: 'error', ...env };
  await client.connect(new StdioClientTransport({ command, args, cwd, env: quiet }));
  try {
    const { tools } = await client.listTools();
    return { server: client.getServerVersion(), tools: tools.map(({ name }) => name) };
  } finally {
    await client.close();
  }
}
