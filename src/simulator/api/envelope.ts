/** The envelope around every answer of the v4 API, for results and for errors. */

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

/** Only the audit log has this form: its count is text, and its cursor is empty on the last page. */
interface CursorInfo {
  count: string;
  cursor: string;
  history_status?: 'exact' | 'approximate' | 'unavailable';
}

/** What an endpoint returns when it succeeds. */
export interface Answer {
  result: unknown;
  result_info?: ResultInfo | CursorInfo;
  messages?: ApiMessage[];
}

/** Thrown by an endpoint; becomes an answer with this status and these errors. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: ApiMessage[];

  constructor(status: number, ...errors: ApiMessage[]) {
    super(errors.map((error) => `${error.code} ${error.message}`).join(', '));
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
  }
}

export function successEnvelope({ result, result_info, messages = [] }: Answer): Response {
  return Response.json({ result, success: true, errors: [], messages, result_info });
}

export function errorEnvelope(
  status: number,
  errors: ApiMessage[],
  headers: Record<string, string> = {},
): Response {
  return Response.json({ success: false, errors, messages: [], result: null }, { status, headers });
}

export function tooManyRequests(retryAfterSeconds: number): Response {
  const message =
    'More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed';
  return errorEnvelope(429, [{ code: 971, message }], {
    'retry-after': String(retryAfterSeconds),
    ratelimit: `"default";r=0;t=${retryAfterSeconds}`,
  });
}
