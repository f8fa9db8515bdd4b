/** The same SDK over stdio without us: one trivial tool. */
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

const said = z.object({ text: z.string() });

serveStdio(() => {
  const server = new McpServer({ name: 'bare', version: '0.0.0' });
  server.registerTool('echo', { description: 'Says it again', inputSchema: said }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
  return server;
});
