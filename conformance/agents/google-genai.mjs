/** Google's SDK: all tools as Gemini gets them; Gemini asks one, and gets rows with named fields. */
import { GoogleGenAI, mcpToTool } from '@google/genai';
import { connect, finish, QUESTION, readRow, startModel, TOOL } from './product.mjs';

const reply = (part) => ({ candidates: [{ content: { role: 'model', parts: [part] } }] });
const model = await startModel(
  reply({ functionCall: { name: TOOL, args: QUESTION } }),
  reply({ text: 'Done.' }),
);
const ai = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: model.url } });
await ai.models.generateContent({
  model: 'gemini',
  contents: 'Which records point there?',
  config: { tools: [mcpToTool(await connect())] },
});
const [first, second] = model.requests;
const given = first.tools[0].functionDeclarations;
const { response } = second.contents.at(-1).parts[0].functionResponse;
finish(`${given.length} tools; ${readRow(response.structuredContent)}`);
