/** npm run clients: clients and agents written by others take the product's tools and read an answer of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, HERE, install, newerNode, PRODUCT, run, startProduct } from './programs.mjs';

install();
install('agents/');
const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');

const INSPECTOR = `${HERE}node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js`;
const MCP_REMOTE = `${HERE}node_modules/mcp-remote/dist/proxy.js`;
const TOKEN = 'a-bearer-token-for-these-clients';
const AUTHORIZATION = `Bearer ${TOKEN}`;
const TOOL = 'list_dns_records';
const QUESTION = { type: 'A', content: '192.168.1.1' };
const RECORDS = 6;
const FIRST_NAME = 'old-origin.example.com';
/** Programs in agents/. */
const AGENTS = {
  'AI SDK': 'ai-sdk.mjs',
  'OpenAI Agents, strict': 'openai-agents.mjs',
  LangChain: 'langchain.mjs',
  'Google GenAI': 'google-genai.mjs',
  Anthropic: 'anthropic.mjs',
};
const GOOGLE_FOR_PYTHON = 'google-genai==2.25.0';

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
  ...Object.fromEntries(Object.entries(AGENTS).map(([name, file]) => [name, () => askAgent(file)])),
  'Google GenAI for Python': askGoogleForPython,
  'without a token': askWithoutToken,
};

let failures = 0;
for (const [name, ask] of Object.entries(clients)) {
  const startMs = Date.now();
  let outcome;
  try {
    const answer = await ask();
    outcome = answer.startsWith('skipped') ? `skip  ${name}: ${answer}` : `ok    ${name}: ${answer}`;
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
  return withClient(transport, async (client) => {
    const { tools } = await client.listTools();
    return summary(tools, await client.callTool({ name: TOOL, arguments: QUESTION }));
  });
}

/** Each gives the tools to its kind of model, lets it ask one, and reads a field of a row. */
async function askAgent(file) {
  const env = { HOME: home, MCP_URL: server.url, AUTHORIZATION };
  const { code, stdout, stderr } = await run(newerNode(), [`${HERE}agents/${file}`], { env });
  if (code !== 0) throw new Error(`exit code ${code}: ${(stderr || stdout).slice(-2_000)}`);
  return stdout.trim().split('\n').at(-1);
}

/** Where there is a Python with pip and a registry for it, all tools are converted as Gemini gets them. */
async function askGoogleForPython() {
  const venv = join(home, 'venv');
  const python = join(venv, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--timeout', '10', GOOGLE_FOR_PYTHON];
  for (const [program, args] of [
    ['python3', ['-m', 'venv', venv]],
    [python, pip],
  ]) {
    const { code, stderr } = await run(program, args, { env: pipSettings() });
    if (code !== 0) return `skipped: ${[program, ...args].join(' ')}: ${stderr.trim().split('\n').at(-1)}`;
  }
  const { tools } = await withClient(overHttpDirectly(), (client) => client.listTools());
  const input = JSON.stringify(tools);
  const { code, stdout, stderr } = await run(python, [`${HERE}agents/google_genai.py`], { input });
  if (code !== 0) throw new Error(stderr.slice(-2_000));
  return stdout.trim();
}

/** pip finds the registry of this machine in variables of its own. */
function pipSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('PIP_')));
}

function overHttpDirectly() {
  const requestInit = { headers: { Authorization: AUTHORIZATION } };
  return new StreamableHTTPClientTransport(new URL(server.url), { requestInit });
}

async function withClient(transport, use) {
  const client = new Client({ name: 'clients.mjs', version: '0.0.0' });
  try {
    await client.connect(transport, { timeout: 30_000 });
    return await use(client);
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
  const { length, 0: first } = structuredContent?.records ?? [];
  if (length !== RECORDS) throw new Error(`${length} records instead of ${RECORDS}: ${text.slice(0, 500)}`);
  if (first.name !== FIRST_NAME) throw new Error(`records[0].name is ${first.name}`);
  if (!tools.some(({ name }) => name === TOOL)) throw new Error(`${TOOL} is not listed`);
  return `${tools.length} tools, ${length} records`;
}
