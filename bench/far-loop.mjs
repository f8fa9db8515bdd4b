/** The plain loop for questions far away: asks the requests that it is given with `fetch`, which speaks HTTP/1.1. */
import { createInterface } from 'node:readline';

const { CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: token } = process.env;

async function ask({ method, path, body }) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, base), { method, headers, ...(body !== '' && { body }) });
  return response.json();
}

/** All requests of a round at once, because none of them needs the answer of another. */
async function askAll(rounds) {
  const answers = [];
  for (const round of rounds) answers.push(...(await Promise.all(round.map(ask))));
  return { answers: answers.length };
}

async function answer({ method, params }) {
  if (method === 'initialize') {
    const serverInfo = { name: 'far loop', version: '0.0.0' };
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo };
  }
  if (method === 'tools/list') return { tools: [] };
  return { content: [], structuredContent: await askAll(params.arguments.rounds) };
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const message = JSON.parse(line);
  if (message.id === undefined) return;
  const result = await answer(message);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n`);
});
