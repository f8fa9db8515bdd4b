/** Anthropic's SDK: all tools as Claude gets them; Claude asks one, and gets rows with named fields. */
import Anthropic from '@anthropic-ai/sdk';
import { mcpTools } from '@anthropic-ai/sdk/helpers/beta/mcp';
import { connect, finish, QUESTION, readRow, startModel, TOOL } from './product.mjs';

const message = {
  type: 'message',
  role: 'assistant',
  model: 'claude',
  usage: { input_tokens: 1, output_tokens: 1 },
};
const model = await startModel(
  {
    ...message,
    id: '1',
    stop_reason: 'tool_use',
    content: [{ type: 'tool_use', id: '1', name: TOOL, input: QUESTION }],
  },
  { ...message, id: '2', stop_reason: 'end_turn', content: [{ type: 'text', text: 'Done.' }] },
);
const client = await connect();
const { tools } = await client.listTools();
const anthropic = new Anthropic({ apiKey: 'none', baseURL: model.url });
await anthropic.beta.messages.toolRunner({
  model: 'claude',
  max_tokens: 1_000,
  tools: mcpTools(tools, client),
  messages: [{ role: 'user', content: 'Which records point there?' }],
});
const [first, second] = model.requests;
const [result] = second.messages.at(-1).content;
finish(`${first.tools.length} tools; ${readRow(result.content[0].text)}`);
