/** LangChain: all tools as a model gets them; the agent's program asks one and reads a field of a row. */
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { AUTHORIZATION, finish, MCP_URL, QUESTION, readRow, TOOL } from './product.mjs';

const client = new MultiServerMCPClient({
  mcpServers: { cloudflare: { transport: 'http', url: MCP_URL, headers: { Authorization: AUTHORIZATION } } },
});
const tools = await client.getTools();
const given = tools.map((tool) => convertToOpenAITool(tool));
for (const {
  function: { name, parameters },
} of given) {
  if (parameters.type !== 'object') throw new Error(`${name} has no parameters`);
}
const message = await tools
  .find(({ name }) => name === TOOL)
  .invoke({ type: 'tool_call', id: '1', name: TOOL, args: QUESTION });
const [{ data }] = message.artifact.filter(({ type }) => type === 'mcp_structured_content');
finish(`${given.length} tools; ${readRow(data)}`);
