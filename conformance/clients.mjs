/** npm run clients: clients written by others list the product's tools and get an answer from it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, HERE, install, newerNode, PRODUCT, run, startProduct } from './programs.mjs';

install();
const { createMCPClient } = await import('@ai-sdk/mcp');
const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');

const INSPECTOR = `${HERE}node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js`;
const MCP_REMOTE = `${HERE}node_modules/mcp-remote/dist/proxy.js`;
const TOKEN = 'a-bearer-token-for-these-clients';
const AUTHORIZATION = `Bearer ${TOKEN}`;
const TOOL = 'list_dns_records';
const QUESTION = { type: 'A', content: '192.168.1.1' };
const RECORDS = 6;

// The Inspector and mcp-remote keep files in the home folder.
const home = mkdtempSync(join(tmpdir(), 'clients-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const server = await startProduct({ MCP_HTTP_TOKEN: TOKEN });
const overHttp = [server.url, '--transport', 'http', '--header', `Authorization: ${AUTHORIZATION}`];
const overStdio = [process.execPath, PRODUCT, 'stdio', '--demo', '--transport', 'stdio'];
const clients = {
  'Inspector, stdio, legacy': () => askInspector('legacy', overStdio),
  'Inspector, stdio, modern': () => askInspector('modern', overStdio),
  'Inspector, http, legacy': () => askInspector('legacy', overHttp),
  'Inspector, http, modern': () => askInspector('modern', overHttp),
  'mcp-remote': askMcpRemote,
  'AI SDK': askAiSdk,
  'without a token': askWithoutToken,
};

let failures = 0;
for (const [name, ask] of Object.entries(clients)) {
  const startMs = Date.now();
  let outcome;
  try {
    outcome = `ok    ${name}: ${await ask()}`;
  } catch (error) {
    failures++;
    outcome = `FAIL  ${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
  console.log(`${outcome} (${((Date.now() - startMs) / 1_000).toFixed(1)} s)`);
}
await server.stop();
console.log(failures > 0 ? `Clients: ${failures} FAILED.` : 'Clients: all got their answer.');
process.exit(failures > 0 ? 1 : 0);

async function askInspector(era, target) {
  const inspect = async (...args) => {
    const all = [INSPECTOR, '--cli', ...target, '--protocol-era', era, '--format', 'json', ...args];
    const { code, stdout, stderr } = await run(newerNode(), all, { env: { HOME: home } });
    if (code !== 0) throw new Error(`exit code ${code} for ${args.join(' ')}: ${stderr.slice(-2_000)}`);
    return { result: JSON.parse(stdout).result, stderr };
  };
  const { result, stderr } = await inspect('--method', 'tools/list', '--strict');
  const [finding] = stderr.match(/^ *Issue: .*$/gm) ?? [];
  if (finding) throw new Error(`--strict: ${finding.trim()}`);
  const toolArgs = Object.entries(QUESTION).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]);
  const answer = await inspect('--method', 'tools/call', '--tool-name', TOOL, ...toolArgs);
  return `${summary(result.tools, answer.result)}; --strict finds nothing`;
}

/** A host that speaks only stdio reaches the server through this bridge. */
async function askMcpRemote() {
  const transport = new StdioClientTransport({
    command: newerNode(),
    // The bridge itself expands the variable, so that the token is not seen in the list of processes.
    args: [
      MCP_REMOTE,
      server.url,
      '--allow-http',
      '--transport',
      'http-only',
      '--header',
      'Authorization:$' + '{AUTHORIZATION}',
    ],
    env: environment({ HOME: home, AUTHORIZATION }),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'clients.mjs', version: '0.0.0' });
  try {
    await client.connect(transport, { timeout: 30_000 });
    const { tools } = await client.listTools();
    return summary(tools, await client.callTool({ name: TOOL, arguments: QUESTION }));
  } finally {
    await client.close();
  }
}

/** As an agent built with the AI SDK does: each tool comes with a function that runs it. */
async function askAiSdk() {
  const client = await createMCPClient({
    transport: { type: 'http', url: server.url, headers: { Authorization: AUTHORIZATION } },
  });
  try {
    const tools = await client.tools();
    const names = Object.keys(tools).map((name) => ({ name }));
    const options = { toolCallId: 'call-1', messages: [] };
    return summary(names, await tools[TOOL].execute(QUESTION, options));
  } finally {
    await client.close();
  }
}

/** Makes sure that the server above does not let everyone in. */
async function askWithoutToken() {
  const response = await fetch(server.url, { method: 'POST', body: '{}' });
  if (response.status !== 401) throw new Error(`was answered ${response.status}`);
  return 'was refused with 401';
}

function summary(tools, { isError, structuredContent, content }) {
  const text = content?.find(({ type }) => type === 'text')?.text ?? '';
  if (isError) throw new Error(`the tool failed: ${text}`);
  const rows = structuredContent?.records?.length;
  if (rows !== RECORDS) throw new Error(`${rows} records instead of ${RECORDS}: ${text.slice(0, 500)}`);
  if (!tools.some(({ name }) => name === TOOL)) throw new Error(`${TOOL} is not listed`);
  return `${tools.length} tools, ${rows} records`;
}
