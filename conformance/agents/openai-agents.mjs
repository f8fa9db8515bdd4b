/** OpenAI Agents: all tools in strict mode; the agent asks one, and its program reads a field of a row. */
import { Agent, MCPServerStreamableHttp, OpenAIProvider, Runner } from '@openai/agents';
import { AUTHORIZATION, finish, MCP_URL, QUESTION, readRow, startModel, TOOL } from './product.mjs';

const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
const call = { type: 'function_call', id: 'fc_1', call_id: '1', name: TOOL, status: 'completed' };
const text = { type: 'output_text', text: 'Done.', annotations: [] };
const model = await startModel(
  { id: 'resp_1', usage, output: [{ ...call, arguments: JSON.stringify(withNulls()) }] },
  {
    id: 'resp_2',
    usage,
    output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [text] }],
  },
);
const server = new MCPServerStreamableHttp({
  url: MCP_URL,
  requestInit: { headers: { Authorization: AUTHORIZATION } },
});
await server.connect();
const agent = new Agent({
  name: 'agent',
  mcpServers: [server],
  mcpConfig: { convertSchemasToStrict: true },
});
const modelProvider = new OpenAIProvider({ apiKey: 'none', baseURL: model.url, useResponses: true });
const runner = new Runner({ modelProvider, tracingDisabled: true });
const { output } = await runner.run(agent, 'Which records point there?');
const result = output.find(({ type }) => type === 'function_call_result');

const { tools } = model.requests[0];
// What has no argument cannot be wrong; the SDK leaves it open.
const lenient = tools.filter(
  ({ strict, parameters }) => !strict && Object.keys(parameters.properties).length > 0,
);
if (lenient.length > 0) throw new Error(`not strict: ${lenient.map(({ name }) => name)}`);
const strict = tools.filter(({ strict }) => strict);
finish(`${tools.length} tools, ${strict.length} strict; ${readRow(textOf(result.output))}`);

/** In strict mode a model gives every argument; those that it does not need are null. */
function withNulls() {
  return {
    zone: null,
    name: null,
    proxied: null,
    comment: null,
    tag: null,
    limit: null,
    cursor: null,
    ...QUESTION,
  };
}

function textOf(result) {
  if (typeof result === 'string') return textOf(JSON.parse(result));
  return Array.isArray(result) ? result[0].text : result.text;
}
