/** What the agents of this folder share: the product, a question to it, and a model's API on loopback that asks it. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export const { MCP_URL, AUTHORIZATION } = process.env;
export const TOOL = 'list_dns_records';
export const QUESTION = { type: 'A', content: '192.168.1.1' };
const FIRST_NAME = 'old-origin.example.com';

/** For SDKs that bring no client of their own. */
export async function connect() {
  const client = new Client({ name: 'agents', version: '0.0.0' });
  const requestInit = { headers: { Authorization: AUTHORIZATION } };
  await client.connect(new StreamableHTTPClientTransport(new URL(MCP_URL), { requestInit }));
  return client;
}

/** As a program reads an answer; fails where the field of the row is not what the account has. */
export function readRow(answer) {
  const { records } = typeof answer === 'string' ? JSON.parse(answer) : answer;
  const names = records.filter(({ content }) => content === QUESTION.content).map(({ name }) => name);
  if (names[0] !== FIRST_NAME) throw new Error(`read ${names[0]}, not ${FIRST_NAME}`);
  return `records[0].name is ${names[0]}`;
}

/**
 * @param replies one for each request, in their order.
 * @returns the address, and the bodies of the requests.
 */
export async function startModel(...replies) {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(await json(request));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(replies[requests.length - 1]));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

/** Ends the program: what it says last is its result. */
export function finish(sentence) {
  console.log(sentence);
  process.exit(0);
}
