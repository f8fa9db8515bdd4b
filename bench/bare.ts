/** The same SDK without us: one trivial tool, or (`catalogue`) our tools' schemas given to it as they are. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { descriptionOf } from '../docs/tool-definition.ts';
import { catalog } from '../src/catalog.ts';

const said = z.object({ text: z.string() });
const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };

function registerEcho(server: McpServer): void {
  server.registerTool('echo', { description: 'Says it again', inputSchema: said }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
}

function registerCatalogue(server: McpServer): void {
  for (const tool of catalog) {
    const { name, title, input, output } = tool;
    const description = descriptionOf(tool);
    const config = { title, description, inputSchema: input, outputSchema: output, annotations };
    server.registerTool(name, config, () => ({ content: [] }));
  }
}

const register = process.argv[2] === 'catalogue' ? registerCatalogue : registerEcho;
const handle = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'bare', version: '0.0.0' });
    register(server);
    return server;
  }),
);
const server = createServer((request, response) => void handle(request, response));
process.once('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stderr.write(`bare listens on http://127.0.0.1:${port}/\n`);
});
