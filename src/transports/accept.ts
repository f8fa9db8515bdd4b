/** The header Accept: a client is answered in what it accepts, JSON or an event stream, also where it does not name both. */
import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { isObject } from './message-forms.ts';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';
export interface Accepted {
  readonly isJson: boolean;
  readonly isStream: boolean;
  /** A client that says "anything" can be expected to read JSON, but not a stream. */
  readonly isStreamNamed: boolean;
}

/** No header, or an empty one, means anything. */
export function acceptedBy({ headers }: IncomingMessage): Accepted {
  // Without parameters such as charset, for which the two types have none.
  const accept = (headers.accept ?? '').replace(/;\s*(?!q=)[^;,]*/gi, '').trim() || '*/*';
  const types = new Negotiator({ headers: { accept } }).mediaTypes([JSON_TYPE, STREAM_TYPE]);
  const isStream = types.includes(STREAM_TYPE);
  return {
    isJson: types.includes(JSON_TYPE),
    isStream,
    isStreamNamed: isStream && accept.toLowerCase().includes(STREAM_TYPE),
  };
}

/** Tells the protocol layer, which serves no client that does not name both, that this one does. */
export function acceptBoth({ headers }: Request): void {
  const accept = headers.get('accept') ?? '';
  if (accept.includes(JSON_TYPE) && accept.includes(STREAM_TYPE)) return;
  headers.set('accept', `${JSON_TYPE}, ${STREAM_TYPE}`);
}

export function canBeAnswered(body: unknown, { isJson, isStream }: Accepted): boolean {
  return isStream || (isJson && !isEndless(body));
}

/**
 * @param answer of the protocol layer, which chose its form as if the client accepted both.
 * @param body what was asked.
 */
export async function inAcceptedForm(
  answer: Response,
  { isJson, isStreamNamed }: Accepted,
  body: unknown,
): Promise<Response> {
  const type = answer.headers.get('content-type') ?? '';
  const isStream = type.startsWith(STREAM_TYPE);
  if (isStream && isJson && !isStreamNamed && !isEndless(body)) return toJson(answer, Array.isArray(body));
  return type.startsWith(JSON_TYPE) && !isJson && answer.ok ? toStream(answer) : answer;
}

/** A subscription is answered with a stream that does not end by itself. */
function isEndless(body: unknown): boolean {
  return isObject(body) && body.method === 'subscriptions/listen';
}

/** Waits for the end of the stream. Its notifications are dropped: only what answers a request has a place in JSON. */
async function toJson(answer: Response, isBatch: boolean): Promise<Response> {
  const events = (await answer.text()).matchAll(/^data: (.+)$/gm);
  const answers = [...events].map(([, data = '']) => JSON.parse(data)).filter((message) => 'id' in message);
  // None: the client has gone away meanwhile.
  if (answers.length === 0) return new Response(null, { status: 202 });
  return Response.json(isBatch ? answers : answers[0], { status: answer.status });
}

async function toStream(answer: Response): Promise<Response> {
  const event = `event: message\ndata: ${await answer.text()}\n\n`;
  return new Response(event, { headers: { 'content-type': STREAM_TYPE, 'cache-control': 'no-cache' } });
}
