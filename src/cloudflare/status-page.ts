/** Cloudflare's public status page, which is on a host of its own and needs no credential. */

import { STATUS_PAGE_MEMORY_MS } from '../limits/cloudflare.ts';
import { USER_AGENT } from '../version.ts';
import { startDeadline } from './http/deadline.ts';
import { CloudflareFailure } from './http/failure.ts';
import type { Fetch } from './http/fetch.ts';
import { errorCodeOf, toAbortFailure } from './http/request.ts';
import { TIMING_DEFAULT } from './http/timing.ts';

export interface StatusEntry {
  readonly name: string;
  readonly status: string;
  readonly impact: string;
  readonly started: string;
  readonly updated: string;
  readonly latest: string;
  /** Names: they may contain commas, as in "Frankfurt, Germany - (FRA)". */
  readonly components: readonly string[];
}

export interface StatusPage {
  /** Cloudflare's own summary, such as "Minor Service Outage". */
  readonly overall: string;
  /** Whether Cloudflare says that everything is operational. */
  readonly isQuiet: boolean;
  readonly incidents: readonly StatusEntry[];
  readonly maintenances: readonly StatusEntry[];
  /** Only those that are not operational. */
  readonly components: readonly { readonly name: string; readonly status: string }[];
}

type Json = Readonly<Record<string, unknown>>;

export class StatusPageClient {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  #remembered: { page: StatusPage; untilMs: number } | undefined;

  constructor(url: string, fetch: Fetch, timeoutMs: number = TIMING_DEFAULT.bodyTimeoutMs) {
    this.#url = url;
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
  }

  /** The result is cached for half a minute, because the page is the same for everyone. @throws CloudflareFailure */
  async load(signal: AbortSignal): Promise<StatusPage> {
    if (this.#remembered && Date.now() < this.#remembered.untilMs) return this.#remembered.page;
    const page = toStatusPage(await this.#fetchSummary(signal));
    this.#remembered = { page, untilMs: Date.now() + STATUS_PAGE_MEMORY_MS };
    return page;
  }

  async #fetchSummary(signal: AbortSignal): Promise<Json> {
    const deadline = startDeadline(this.#timeoutMs, signal);
    try {
      const response = await this.#fetch(`${this.#url}/api/v2/summary.json`, {
        method: 'GET',
        headers: { accept: 'application/json', 'user-agent': USER_AGENT },
        redirect: 'error',
        signal: deadline.signal,
      });
      const body: unknown = response.ok ? JSON.parse(await response.text()) : undefined;
      if (isSummary(body)) return body;
      throw new CloudflareFailure('status_page_unreadable', { status: response.status });
    } catch (error) {
      if (error instanceof CloudflareFailure) throw error;
      if (signal.aborted) throw toAbortFailure(signal, {});
      let code = errorCodeOf(error);
      if (deadline.signal.aborted) code = 'no answer in time';
      else if (error instanceof SyntaxError) code = 'not JSON';
      throw new CloudflareFailure('status_page_unreadable', { code }, error);
    } finally {
      deadline.release();
    }
  }
}

/** If the lists were missing, the page would look as if it reported nothing. */
function isSummary(body: unknown): body is Json {
  const { components, incidents, scheduled_maintenances, status } = (body ?? {}) as Json;
  const areLists = [components, incidents, scheduled_maintenances].every(Array.isArray);
  return areLists && typeof (status as Json | null)?.indicator === 'string';
}

function toStatusPage(summary: Json): StatusPage {
  const components = toObjects(summary.components).filter(
    ({ status, group }) => status !== 'operational' && group !== true,
  );
  return {
    overall: stringOrEmpty((summary.status as Json | undefined)?.description),
    isQuiet: (summary.status as Json | undefined)?.indicator === 'none',
    incidents: toObjects(summary.incidents).map(toEntry),
    maintenances: toObjects(summary.scheduled_maintenances)
      .filter(({ status }) => status === 'in_progress' || status === 'verifying')
      .map(toEntry),
    components: components.map(({ name, status }) => ({
      name: stringOrEmpty(name),
      status: stringOrEmpty(status),
    })),
  };
}

function toEntry(entry: Json): StatusEntry {
  const [latest] = toObjects(entry.incident_updates);
  return {
    name: stringOrEmpty(entry.name),
    status: stringOrEmpty(entry.status),
    impact: stringOrEmpty(entry.impact),
    started: stringOrEmpty(entry.scheduled_for ?? entry.started_at ?? entry.created_at),
    updated: stringOrEmpty(entry.updated_at),
    latest: stringOrEmpty(latest?.body),
    components: toObjects(entry.components)
      .map(({ name }) => stringOrEmpty(name))
      .filter((name) => name !== ''),
  };
}

function toObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
