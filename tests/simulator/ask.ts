/** How the simulator's tests ask: one request, its status and its envelope. */
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/simulator.ts';

export const NOW = new Date('2026-11-23T12:00:00.000Z');
export const API = 'https://api.cloudflare.com/client/v4';
export const ACCOUNT = `/accounts/${DEMO_ACCOUNT_ID}`;

/** One row of a list, or one object: whatever an endpoint answers. */
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

export async function ask<Result = Row[]>(
  simulator: Simulator,
  path: string,
  headers: Record<string, string> = bearer(DEMO_API_TOKEN),
): Promise<Envelope<Result> & { status: number }> {
  const response = await simulator.fetch(`${API}${path}`, { headers });
  return { status: response.status, ...((await response.json()) as Envelope<Result>) };
}

/** The path of a zone of the sample world, by name. */
export function zonePath(simulator: Simulator, name: string): string {
  const zone = simulator.world.zones.find((candidate) => candidate.name === name);
  if (!zone) throw new Error(`no zone ${name}`);
  return `/zones/${zone.id}`;
}

/** "403 10000 Authentication error": what a refusal comes down to. */
export async function refusal(...request: Parameters<typeof ask>): Promise<string> {
  const { status, errors } = await ask(...request);
  return [status, ...errors.map(({ code, message }) => `${code} ${message}`)].join(' ');
}

export interface GraphqlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields its query names.
  data: any;
  errors: { message: string; path: string[] | null; extensions: { timestamp: string } }[] | null;
}

export async function askGraphql(
  simulator: Simulator,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = bearer(DEMO_API_TOKEN),
): Promise<GraphqlAnswer> {
  const body = JSON.stringify({ query, variables });
  const response = await simulator.fetch(`${API}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}

/** "2026-11-23T10:00:00Z" for 120: whole seconds, the form that GraphQL takes. */
export function minutesAgo(minutes: number): string {
  return `${new Date(NOW.getTime() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
}

/** The inside of a filter: from so many minutes ago until so many. */
export function between(from: number, to: number): string {
  return `datetime_geq: "${minutesAgo(from)}", datetime_lt: "${minutesAgo(to)}"`;
}
