/** The AI SDK: a model gets the tools, asks one, and its program reads a field of a row. */
import { createMCPClient } from '@ai-sdk/mcp';
import { generateText, isStepCount } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { AUTHORIZATION, finish, MCP_URL, QUESTION, readRow, TOOL } from './product.mjs';

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
const model = new MockLanguageModelV4({
  doGenerate: [
    {
      content: [{ type: 'tool-call', toolCallId: '1', toolName: TOOL, input: JSON.stringify(QUESTION) }],
      finishReason: { unified: 'tool-calls' },
      usage,
      warnings: [],
    },
    { content: [{ type: 'text', text: 'Done.' }], finishReason: { unified: 'stop' }, usage, warnings: [] },
  ],
});
const client = await createMCPClient({
  transport: { type: 'http', url: MCP_URL, headers: { Authorization: AUTHORIZATION } },
});
const { steps } = await generateText({
  model,
  tools: await client.tools(),
  stopWhen: isStepCount(2),
  prompt: 'Which records point there?',
});
const [{ output }] = steps[0].toolResults;
const given = model.doGenerateCalls[0].tools;
finish(`${given.length} tools; ${readRow(output.structuredContent)}`);
