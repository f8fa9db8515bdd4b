/** Messages as clients send them: forms that are understood, and what is no JSON-RPC message is named, with its ID. */
import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  PARSE_ERROR,
} from '@modelcontextprotocol/server';
import { isTooDeep, TOO_DEEP } from '../text/nesting.ts';

export type Id = string | number;

/** An error as JSON-RPC has it. */
export interface ErrorMessage {
  readonly jsonrpc: '2.0';
  /** null: the message has no ID that can be repeated. */
  readonly id: Id | null;
  readonly error: { readonly code: number; readonly message: string };
}

/** Parameters that some clients send as null when they have none. */
const MAY_BE_NULL = ['arguments', 'cursor'];

/** The same message without parameters that are null, and with arguments as JSON text read; the same object if there are none. */
export function toMessageForm(message: unknown): unknown {
  return withoutNulls(withArgumentsRead(message));
}

/** `"arguments": "{\"limit\": 1}"`, as models write arguments and some clients pass them on. */
function withArgumentsRead(message: unknown): unknown {
  if (!isToolCall(message) || typeof message.params.arguments !== 'string') return message;
  const { arguments: text, ...params } = message.params;
  try {
    return { ...message, params: { ...params, arguments: text.trim() === '' ? null : JSON.parse(text) } };
  } catch {
    return message;
  }
}

function withoutNulls(message: unknown): unknown {
  if (!isObject(message) || !isObject(message.params)) return message;
  const { params } = message;
  if (!MAY_BE_NULL.some((name) => params[name] === null)) return message;
  const present = Object.entries(params).filter(
    ([name, value]) => value !== null || !MAY_BE_NULL.includes(name),
  );
  return { ...message, params: Object.fromEntries(present) };
}

/** What the sender of a message gets if it is none; undefined for a message, and for what nobody waits for. */
export function errorFor(message: unknown): ErrorMessage | undefined {
  if (!isObject(message) || !('id' in message) || isResponse(message)) return undefined;
  const problem = problemOf(message);
  if (problem !== undefined) return invalidRequest(message.id, problem);
  const wrongParams = paramsProblemOf(message);
  return wrongParams === undefined
    ? undefined
    : errorOf(message.id, INVALID_PARAMS, `Invalid params: ${wrongParams}`);
}

export function invalidRequest(id: unknown, problem: string): ErrorMessage {
  return errorOf(id, INVALID_REQUEST, `Invalid request: ${problem}`);
}

/** For what is not JSON, so that its ID cannot be known. */
export function parseError(): ErrorMessage {
  return errorOf(undefined, PARSE_ERROR, 'Parse error: this is not JSON');
}

function errorOf(id: unknown, code: number, message: string): ErrorMessage {
  return { jsonrpc: '2.0', id: isId(id) ? id : null, error: { code, message } };
}

/** Whether a message, if it is one, is a request, a notification or a response, and can be read without danger. */
export function isMessage(value: unknown): boolean {
  if (isTooDeep(value)) return false;
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isResponse(message: Record<string, unknown>): boolean {
  return !('method' in message) && ('result' in message || 'error' in message);
}

function isId(id: unknown): id is Id {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function problemOf({ jsonrpc, id, method, params, ...others }: Record<string, unknown>): string | undefined {
  if (jsonrpc !== '2.0') return 'jsonrpc must be "2.0"';
  if (!isId(id)) return 'id must be a text or a whole number';
  if (typeof method !== 'string') return 'method must be a text';
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return 'a request has no fields but jsonrpc, id, method and params';
  if (params === undefined) return undefined;
  if (!isObject(params)) return 'params must be an object';
  const { _meta: meta } = params;
  if (meta === undefined) return undefined;
  if (!isObject(meta)) return 'params._meta must be an object';
  if ('progressToken' in meta && !isId(meta.progressToken)) {
    return 'params._meta.progressToken must be a text or a whole number';
  }
  return isJSONRPCRequest({ jsonrpc, id, method, params }) ? undefined : 'params._meta is not what MCP has';
}

function paramsProblemOf(message: Record<string, unknown>): string | undefined {
  if (isTooDeep(message)) return `they are ${TOO_DEEP}`;
  if (!isToolCall(message)) return undefined;
  const { arguments: args } = message.params;
  return args === undefined || isObject(args)
    ? undefined
    : 'arguments must be an object with the names and values of the arguments, such as {"limit": 5}';
}

function isToolCall(message: unknown): message is { params: Record<string, unknown> } {
  return isObject(message) && message.method === 'tools/call' && isObject(message.params);
}
