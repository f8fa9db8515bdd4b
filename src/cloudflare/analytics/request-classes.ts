/** Classes of answered requests: the filters that choose them, and the names under which they are counted. */

/** Requests of visitors only ("eyeball" is Cloudflare's word): sub-requests of Workers would be counted a second time. */
export const EYEBALL = { requestSource: 'eyeball' };
const EDGE_3XX = { ...EYEBALL, edgeResponseStatus_geq: 300, edgeResponseStatus_lt: 400 };
const EDGE_4XX = { ...EYEBALL, edgeResponseStatus_geq: 400, edgeResponseStatus_lt: 500 };
export const EDGE_5XX = { ...EYEBALL, edgeResponseStatus_geq: 500, edgeResponseStatus_lt: 600 };
const ORIGIN_5XX = { ...EYEBALL, originResponseStatus_geq: 500, originResponseStatus_lt: 600 };

export const CLASSES = {
  requests: EYEBALL,
  edge_3xx: EDGE_3XX,
  edge_4xx: EDGE_4XX,
  edge_5xx: EDGE_5XX,
  origin_5xx: ORIGIN_5XX,
} as const;
export type ErrorClass = keyof typeof CLASSES;
export type ErrorCounts = Readonly<Record<ErrorClass, number>>;
export const ERROR_CLASSES = Object.keys(CLASSES) as ErrorClass[];

export const NO_REQUESTS: ErrorCounts = {
  requests: 0,
  edge_3xx: 0,
  edge_4xx: 0,
  edge_5xx: 0,
  origin_5xx: 0,
};

/** What one status pair adds to the counts. */
export function isInClass(name: ErrorClass, edge: number, origin: number | undefined): boolean {
  if (name === 'requests') return true;
  if (name === 'origin_5xx') return origin !== undefined && origin >= 500 && origin < 600;
  const first = Number(name.slice('edge_'.length, 'edge_'.length + 1));
  return Math.floor(edge / 100) === first;
}

/** What is looked at closely: a class of statuses, or one status. */
export type Focus = 'edge_3xx' | 'edge_4xx' | 'edge_5xx' | number;

export function focusFilter(focus: Focus): Readonly<Record<string, unknown>> {
  return typeof focus === 'number' ? { ...EYEBALL, edgeResponseStatus: focus } : CLASSES[focus];
}

export function isInFocus(focus: Focus, edge: number): boolean {
  return typeof focus === 'number' ? edge === focus : isInClass(focus, edge, undefined);
}

/** `5xx`, or `413`. */
export function focusName(focus: Focus): string {
  return typeof focus === 'number' ? String(focus) : focus.slice('edge_'.length);
}
