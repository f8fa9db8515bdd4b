/** Cloudflare's public status page: a second host, asked without any credential. */

import { BODY_TIMEOUT_MS, STATUS_PAGE_MEMORY_MS } from '../limits.ts';
import { USER_AGENT } from '../version.ts';
import type { Fetch } from './http/client.ts';
import { startDeadline } from './http/deadline.ts';
import { CloudflareFailure } from './http/failure.ts';
import { codeOf, stopped } from './http/request.ts';

export interface StatusEntry {
  readonly name: string;
  readonly status: string;
  readonly impact: string;
  readonly started: string;
  readonly updated: string;
  readonly latest: string;
  readonly components: string;
}

export interface StatusPage {
  /** In a sentence, such as "Minor Service Outage". */
  readonly overall: string;
  /** Whether Cloudflare itself says that nothing is wrong. */
  readonly isQuiet: boolean;
  readonly incidents: readonly StatusEntry[];
  readonly maintenances: readonly StatusEntry[];
  /** Not operational. */
  readonly components: readonly { readonly name: string; readonly status: string }[];
}

type Json = Readonly<Record<string, unknown>>;

export class StatusPageReader {
  readonly #url: string;
  readonly #fetch: Fetch;
  #known: { page: StatusPage; untilMs: number } | undefined;

  constructor(url: string, fetch: Fetch) {
    this.#url = url;
    this.#fetch = fetch;
  }

  /** Remembered for half a minute: the page is the same for everyone. @throws CloudflareFailure */
  async read(signal: AbortSignal): Promise<StatusPage> {
    if (this.#known && Date.now() < this.#known.untilMs) return this.#known.page;
    const page = toPage(await this.#readSummary(signal));
    this.#known = { page, untilMs: Date.now() + STATUS_PAGE_MEMORY_MS };
    return page;
  }

  async #readSummary(signal: AbortSignal): Promise<Json> {
    const limit = startDeadline(BODY_TIMEOUT_MS, signal);
    try {
      const response = await this.#fetch(`${this.#url}/api/v2/summary.json`, {
        method: 'GET',
        headers: { accept: 'application/json', 'user-agent': USER_AGENT },
        redirect: 'error',
        signal: limit.signal,
      });
      const body: unknown = response.ok ? JSON.parse(await response.text()) : undefined;
      if (isSummary(body)) return body;
      throw new CloudflareFailure('status_page_unreadable', { status: response.status });
    } catch (error) {
      if (error instanceof CloudflareFailure) throw error;
      if (signal.aborted) throw stopped(signal, {});
      const code = limit.signal.aborted
        ? 'no answer in time'
        : error instanceof SyntaxError
          ? 'not JSON'
          : codeOf(error);
      throw new CloudflareFailure('status_page_unreadable', { code }, error);
    } finally {
      limit.release();
    }
  }
}

/** Lists that are none would pass for a page that reports nothing. */
function isSummary(body: unknown): body is Json {
  const { components, incidents, scheduled_maintenances, status } = (body ?? {}) as Json;
  const areLists = [components, incidents, scheduled_maintenances].every(Array.isArray);
  return areLists && typeof (status as Json | null)?.indicator === 'string';
}

function toPage(summary: Json): StatusPage {
  const components = listOf(summary.components).filter(
    ({ status, group }) => status !== 'operational' && group !== true,
  );
  return {
    overall: textOf((summary.status as Json | undefined)?.description),
    isQuiet: (summary.status as Json | undefined)?.indicator === 'none',
    incidents: listOf(summary.incidents).map(toEntry),
    maintenances: listOf(summary.scheduled_maintenances)
      .filter(({ status }) => status === 'in_progress' || status === 'verifying')
      .map(toEntry),
    components: components.map(({ name, status }) => ({ name: textOf(name), status: textOf(status) })),
  };
}

function toEntry(entry: Json): StatusEntry {
  const [latest] = listOf(entry.incident_updates);
  return {
    name: textOf(entry.name),
    status: textOf(entry.status),
    impact: textOf(entry.impact),
    started: textOf(entry.scheduled_for ?? entry.started_at ?? entry.created_at),
    updated: textOf(entry.updated_at),
    latest: textOf(latest?.body),
    components: listOf(entry.components)
      .map(({ name }) => textOf(name))
      .join(', '),
  };
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
