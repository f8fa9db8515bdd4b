/** Messages as clients send them: what is null counts as not there, and what is no JSON-RPC message is named, with its ID. */
import {
  INVALID_REQUEST,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
} from '@modelcontextprotocol/server';

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

/** The same message without parameters that are null; the same object if there is none. */
export function withoutNulls(message: unknown): unknown {
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
  return problem === undefined ? undefined : invalidRequest(message.id, problem);
}

export function invalidRequest(id: unknown, problem: string): ErrorMessage {
  return {
    jsonrpc: '2.0',
    id: isId(id) ? id : null,
    error: { code: INVALID_REQUEST, message: `Invalid request: ${problem}` },
  };
}

/** Whether a message, if it is one, is a request, a notification or a response. */
export function isMessage(value: unknown): boolean {
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isResponse(message: Record<string, unknown>): boolean {
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
