/** The envelope around every answer of the v4 API, for results and for refusals. */

export interface ApiMessage {
  code: number;
  message: string;
  error_chain?: ApiMessage[];
}

export interface ResultInfo {
  page: number;
  per_page: number;
  count: number;
  total_count: number;
  total_pages: number;
}

/** Audit log only: the count is text, and the cursor is empty on the last page. */
interface CursorInfo {
  count: string;
  cursor: string;
}

/** What an endpoint answers when it answers. */
export interface Answer {
  result: unknown;
  result_info?: ResultInfo | CursorInfo;
  messages?: ApiMessage[];
}

/** Thrown by an endpoint that does not answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: ApiMessage[];

  constructor(status: number, ...errors: ApiMessage[]) {
    super(errors.map((error) => `${error.code} ${error.message}`).join(', '));
    this.status = status;
    this.errors = errors;
  }
}

export function success({ result, result_info, messages = [] }: Answer): Response {
  return Response.json({ result, success: true, errors: [], messages, ...(result_info && { result_info }) });
}

export function failure(
  status: number,
  errors: ApiMessage[],
  headers: Record<string, string> = {},
): Response {
  return Response.json({ success: false, errors, messages: [], result: null }, { status, headers });
}
