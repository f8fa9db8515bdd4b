/** Sends one request to the simulator and returns its status and its envelope. */
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.ts';

export const NOW = new Date('2026-11-23T12:00:00.000Z');
export const API = 'https://api.cloudflare.com/client/v4';
export const ACCOUNT = `/accounts/${DEMO_ACCOUNT_ID}`;

/** What an endpoint answers: a row of a list, or one object. */
export interface Row {
  id: string;
  name: string;
  content: string;
  status: string;
  [field: string]: unknown;
}

export interface Envelope<Result = Row[]> {
  success: boolean;
  errors: { code: number; message: string; error_chain?: { code: number }[] }[];
  messages: { code: number; message: string }[];
  result: Result;
  result_info: { page: number; per_page: number; count: number; total_count: number; total_pages: number };
}

export function sample(faults: Fault[] = []): Simulator {
  return createSimulator({ world: sampleWorld(NOW), faults });
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export async function get<Result = Row[]>(
  simulator: Simulator,
  path: string,
  headers: Record<string, string> = bearer(DEMO_API_TOKEN),
): Promise<Envelope<Result> & { status: number }> {
  const response = await simulator.fetch(`${API}${path}`, { headers });
  return { status: response.status, ...((await response.json()) as Envelope<Result>) };
}

/** The path of the zone with this name. */
export function zonePath(simulator: Simulator, name: string): string {
  const zone = simulator.world.zones.find((candidate) => candidate.name === name);
  if (!zone) throw new Error(`no zone ${name}`);
  return `/zones/${zone.id}`;
}

/** The status, codes and messages of an error, for example "403 10000 Authentication error". */
export async function errorText(...request: Parameters<typeof get>): Promise<string> {
  const { status, errors } = await get(...request);
  return [status, ...errors.map(({ code, message }) => `${code} ${message}`)].join(' ');
}

export interface GraphqlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the fields depend on the query of the test.
  data: any;
  errors: { message: string; path: string[] | null; extensions: { timestamp: string } }[] | null;
}

export async function postGraphql(
  simulator: Simulator,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = bearer(DEMO_API_TOKEN),
): Promise<GraphqlAnswer> {
  const body = JSON.stringify({ query, variables });
  const response = await simulator.fetch(`${API}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}

/** `minutesAgo(120)` is "2026-11-23T10:00:00Z": GraphQL takes whole seconds only. */
export function minutesAgo(minutes: number): string {
  return `${new Date(NOW.getTime() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
}

/** The content of a filter for the time from `from` minutes ago until `to` minutes ago. */
export function between(from: number, to: number): string {
  return `datetime_geq: "${minutesAgo(from)}", datetime_lt: "${minutesAgo(to)}"`;
}
