/** Test-only tools, resources and prompts that the conformance scenarios ask for by name, served by this project's own HTTP stack. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  acceptedContent,
  completable,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { ARGUMENT_ELEMENTS_MAX } from '../src/limits/callers.ts';
import { loadHttpConfig } from '../src/settings/http-config.ts';
import { createLog } from '../src/telemetry/log.ts';
import { CallerLimits } from '../src/transports/caller-limits.ts';
import { createCallerCheck } from '../src/transports/callers.ts';
import { createHttpServer, MCP_PATH } from '../src/transports/http.ts';

/** One red pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
/** Two samples of silence. */
const WAV = Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([40, 0, 0, 0]),
  Buffer.from('WAVEfmt '),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]),
  Buffer.from('data'),
  Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]),
]).toString('base64');
const BETWEEN_NOTIFICATIONS_MS = 50;

const states = createRequestStateCodec({ key: randomBytes(32) });

const text = (words) => ({ type: 'text', text: words });
const image = { type: 'image', data: PNG, mimeType: 'image/png' };
const said = (...content) => ({ content });
const user = (content) => ({ role: 'user', content });

/** A question to the client: a form. */
const form = (message, properties) => ({
  message,
  requestedSchema: { type: 'object', properties, required: Object.keys(properties) },
});
const askForName = inputRequired.elicit(form('What is your name?', { name: { type: 'string' } }));
const askToConfirm = inputRequired.elicit(form('Please confirm', { ok: { type: 'boolean' } }));
const askModel = (words, maxTokens) =>
  inputRequired.createMessage({ messages: [user(text(words))], maxTokens });

function addPlainTools(server) {
  const tool = (name, description, answer) => server.registerTool(name, { description }, answer);
  tool('test_simple_text', 'Answers with one text', () =>
    said(text('This is a simple text response for testing.')),
  );
  tool('test_image_content', 'Answers with one image', () => said(image));
  tool('test_audio_content', 'Answers with one sound', () =>
    said({ type: 'audio', data: WAV, mimeType: 'audio/wav' }),
  );
  tool('test_embedded_resource', 'Answers with one resource', () =>
    said({
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    }),
  );
  tool('test_multiple_content_types', 'Answers with a text, an image and a resource', () =>
    said(text('Multiple content types test:'), image, {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: JSON.stringify({ test: 'data', value: 123 }),
      },
    }),
  );
  tool('test_error_handling', 'Always fails', () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  tool('test_tool_with_progress', 'Reports progress three times', async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await sleep(BETWEEN_NOTIFICATIONS_MS);
      if (progressToken === undefined) continue;
      const params = { progressToken, progress, total: 100 };
      await mcpReq.notify({ method: 'notifications/progress', params });
    }
    return said(text('The work is done.'));
  });
}

/** In 2026-07-28 the request says whether it wants log messages. If it does not, the SDK does not send them. */
function addLoggingTools(server) {
  const work = async ({ mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started');
    await sleep(BETWEEN_NOTIFICATIONS_MS);
    await mcpReq.log('info', 'Tool processing data');
    await sleep(BETWEEN_NOTIFICATIONS_MS);
    await mcpReq.log('info', 'Tool execution completed');
    return said(text('The work is logged.'));
  };
  server.registerTool('test_tool_with_logging', { description: 'Logs three times' }, work);
  server.registerTool('test_logging_tool', { description: 'Logs three times' }, work);
}

/** Tools whose JSON schemas are listed exactly as they are written here, and not made by zod. */
function addSchemaTools(server) {
  server.registerTool(
    'json_schema_2020_12_tool',
    {
      description: 'Has keywords of JSON Schema 2020-12 in its schema',
      inputSchema: fromJsonSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        $defs: {
          address: {
            $anchor: 'addressDef',
            type: 'object',
            properties: { street: { type: 'string' }, city: { type: 'string' } },
          },
        },
        properties: {
          name: { type: 'string' },
          address: { $ref: '#/$defs/address' },
          contactMethod: { type: 'string', enum: ['phone', 'email'] },
          phone: { type: 'string' },
          email: { type: 'string' },
        },
        allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
        if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { required: ['phone'] },
        else: { required: ['email'] },
        additionalProperties: false,
      }),
    },
    () => said(text('The arguments fit the schema.')),
  );
  server.registerTool(
    'test_custom_header',
    {
      description: 'Wants its argument repeated in the header Mcp-Param-Region',
      inputSchema: fromJsonSchema({
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
        required: ['region'],
        additionalProperties: false,
      }),
    },
    ({ region }) => said(text(`The region is ${region}.`)),
  );
}

/** Tools that need input from the client: the answer says which, and the client calls again with it (2026-07-28). */
function addAskingTools(server) {
  const tool = (name, description, answer) => server.registerTool(name, { description }, answer);
  const nameFrom = (responses) =>
    acceptedContent(responses, 'user_name', z.object({ name: z.string() }))?.name;

  tool('test_input_required_result_elicitation', 'Asks the user for a name', ({ mcpReq }) => {
    const name = nameFrom(mcpReq.inputResponses);
    if (name === undefined) return inputRequired({ inputRequests: { user_name: askForName } });
    return said(text(`Hello, ${name}!`));
  });
  tool(
    'test_streaming_elicitation',
    'Reports progress, then asks the user for a name',
    async ({ mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      if (progressToken !== undefined)
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
      const name = nameFrom(mcpReq.inputResponses);
      if (name === undefined) return inputRequired({ inputRequests: { user_name: askForName } });
      return said(text(`Hello, ${name}!`));
    },
  );
  tool('test_input_required_result_sampling', "Asks the client's model", ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
    if (answer.kind !== 'sampling')
      return inputRequired({
        inputRequests: { capital_question: askModel('What is the capital of France?', 100) },
      });
    return said(text(`The model says: ${JSON.stringify(answer.result.content)}`));
  });
  tool('test_input_required_result_list_roots', 'Asks the client for its roots', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
    if (answer.kind !== 'roots')
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    return said(text(`The roots are ${answer.roots.map(({ uri }) => uri).join(', ')}.`));
  });
  tool('test_input_required_result_multiple_inputs', 'Asks for three things at once', async ({ mcpReq }) => {
    const name = nameFrom(mcpReq.inputResponses);
    const greeting = inputResponse(mcpReq.inputResponses, 'greeting');
    const roots = inputResponse(mcpReq.inputResponses, 'client_roots');
    if (name !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots')
      return said(text(`Hello, ${name}, of ${roots.roots.length} roots.`));
    return inputRequired({
      inputRequests: {
        user_name: askForName,
        greeting: askModel('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await states.mint({ round: 1 }),
    });
  });
  tool('test_input_required_result_capabilities', 'Asks only for what the client can do', ({ mcpReq }) => {
    const { elicitation, sampling } = capabilitiesOf(mcpReq);
    const inputRequests = {
      ...(elicitation && { user_name: askForName }),
      ...(sampling && { capital_question: askModel('What is the capital of France?', 100) }),
    };
    if (Object.keys(inputRequests).length === 0) return said(text('This client can do neither.'));
    return inputRequired({ inputRequests });
  });
  // If the client did not announce sampling, the SDK refuses, as the scenario wants.
  tool('test_missing_capability', 'Needs sampling', ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'question');
    if (answer.kind === 'sampling') return said(text('This client can sample.'));
    return inputRequired({ inputRequests: { question: askModel('Are you there?', 10) } });
  });
}

/** Tools that continue from the state that the client sends back. The SDK checks its signature before they run. */
function addResumingTools(server) {
  const tool = (name, description, answer) => server.registerTool(name, { description }, answer);
  const confirm = async ({ mcpReq }) => {
    const isConfirmed = acceptedContent(mcpReq.inputResponses, 'confirm')?.ok === true;
    if (mcpReq.requestState()?.round === 1 && isConfirmed) return said(text('state-ok'));
    return inputRequired({
      inputRequests: { confirm: askToConfirm },
      requestState: await states.mint({ round: 1 }),
    });
  };
  tool('test_input_required_result_request_state', 'Asks, and recognises its own state', confirm);
  tool('test_input_required_result_tampered_state', 'Asks, and refuses a state that is not its own', confirm);
  tool('test_input_required_result_multi_round', 'Asks twice', async ({ mcpReq }) => {
    const { round, name } = mcpReq.requestState() ?? {};
    const step1 = acceptedContent(mcpReq.inputResponses, 'step1');
    const step2 = acceptedContent(mcpReq.inputResponses, 'step2');
    if (round === 2 && step2) return said(text(`${name} likes ${step2.color}.`));
    if (round === 1 && step1)
      return inputRequired({
        inputRequests: {
          step2: inputRequired.elicit(
            form('Step 2: What is your favorite color?', { color: { type: 'string' } }),
          ),
        },
        requestState: await states.mint({ round: 2, name: step1.name }),
      });
    return inputRequired({
      inputRequests: {
        step1: inputRequired.elicit(form('Step 1: What is your name?', { name: { type: 'string' } })),
      },
      requestState: await states.mint({ round: 1 }),
    });
  });
}

function capabilitiesOf(mcpReq) {
  return mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
}

function addResources(server) {
  server.registerResource(
    'static-text',
    'test://static-text',
    { description: 'A text', mimeType: 'text/plain' },
    ({ href }) => ({
      contents: [
        { uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
      ],
    }),
  );
  server.registerResource(
    'static-binary',
    'test://static-binary',
    { description: 'An image', mimeType: 'image/png' },
    ({ href }) => ({ contents: [{ uri: href, mimeType: 'image/png', blob: PNG }] }),
  );
  server.registerResource(
    'template-data',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Data of one ID', mimeType: 'application/json' },
    ({ href }, { id }) => {
      if (!/^\d+$/.test(String(id))) throw new ResourceNotFoundError(href);
      const data = { id, templateTest: true, data: `Data for ID: ${id}` };
      return { contents: [{ uri: href, mimeType: 'application/json', text: JSON.stringify(data) }] };
    },
  );
}

function addPrompts(server) {
  server.registerPrompt('test_simple_prompt', { description: 'One message' }, () => ({
    messages: [user(text('This is a simple prompt for testing.'))],
  }));
  const words = ['paris', 'park', 'party', 'test'];
  const suggested = completable(z.string().describe('First test argument'), (begun) =>
    words.filter((word) => word.startsWith(begun)),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'One message with two arguments',
      argsSchema: z.object({ arg1: suggested, arg2: z.string().describe('Second test argument') }),
    },
    ({ arg1, arg2 }) => ({
      messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    {
      description: 'A resource and a question about it',
      argsSchema: z.object({ resourceUri: z.string().describe('URI of the resource to embed') }),
    },
    ({ resourceUri }) => ({
      messages: [
        user({
          type: 'resource',
          resource: {
            uri: resourceUri,
            mimeType: 'text/plain',
            text: 'Embedded resource content for testing.',
          },
        }),
        user(text('Please process the embedded resource above.')),
      ],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_image',
    { description: 'An image and a question about it' },
    () => ({
      messages: [user(image), user(text('Please analyze the image above.'))],
    }),
  );
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks the user for context' },
    ({ mcpReq }) => {
      const context = acceptedContent(mcpReq.inputResponses, 'user_context')?.context;
      if (context !== undefined) return { messages: [user(text(`Use this context: ${context}`))] };
      return inputRequired({
        inputRequests: {
          user_context: inputRequired.elicit(
            form('What context should the prompt use?', { context: { type: 'string' } }),
          ),
        },
      });
    },
  );
}

/** As in src/server/server.ts: a new server for each request, lists that never change, and the same bound on arguments. */
function createFixture() {
  const fixed = { listChanged: false };
  const server = new McpServer(
    { name: 'conformance-fixture', version: '0.0.0' },
    {
      capabilities: { tools: fixed, resources: fixed, prompts: fixed, completions: {}, logging: {} },
      maxToolInputElements: ARGUMENT_ELEMENTS_MAX,
      requestState: { verify: states.verify },
    },
  );
  addPlainTools(server);
  addLoggingTools(server);
  addSchemaTools(server);
  addAskingTools(server);
  addResumingTools(server);
  addResources(server);
  addPrompts(server);
  return server;
}

const config = loadHttpConfig({}, { port: '0' });
const limits = new CallerLimits({ callsPerMinute: 1_000_000, callsAtOnce: 1_000 });
const log = createLog('warn', [], (line) => process.stderr.write(line));
const { node } = createHttpServer({
  config,
  log,
  callers: createCallerCheck(config),
  pages: {},
  serve({ caller }) {
    limits.enter(caller.id)();
    return createFixture();
  },
});
node.listen(config.port, config.host, () => {
  process.stderr.write(`fixture listens on http://${config.host}:${node.address().port}${MCP_PATH}\n`);
});
