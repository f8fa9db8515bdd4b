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
  /** Of a maintenance: as planned. */
  readonly until: string;
  readonly updated: string;
  readonly latest: string;
  /**
   * Names: they may contain commas, as in "Frankfurt, Germany - (FRA)". Of the entry itself, and of its newest update that
   * names any, but for those that are well again.
   */
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
  /** Names of all components, well or not: they tell which city a data centre's code means. */
  readonly componentNames: readonly string[];
  /** Whether every entry and component could be read. If not, nothing can be concluded from what is not there. */
  readonly isWhole: boolean;
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
  const all = toObjects(summary.components);
  const components = all.filter(({ status, group }) => status !== 'operational' && group !== true);
  const named = [...all, ...toObjects(summary.incidents), ...toObjects(summary.scheduled_maintenances)];
  const sent = [summary.components, summary.incidents, summary.scheduled_maintenances].flat();
  return {
    overall: stringOrEmpty((summary.status as Json | undefined)?.description),
    isQuiet: (summary.status as Json | undefined)?.indicator === 'none',
    incidents: toObjects(summary.incidents).map(toEntry),
    maintenances: toObjects(summary.scheduled_maintenances)
      .filter(({ status }) => status !== 'scheduled' && status !== 'completed')
      .map(toEntry),
    components: components.map(({ name, status }) => ({
      name: stringOrEmpty(name),
      status: stringOrEmpty(status),
    })),
    componentNames: all.map(({ name }) => stringOrEmpty(name)).filter((name) => name !== ''),
    isWhole:
      named.length === sent.length &&
      named.every(({ name, status }) => stringOrEmpty(name) !== '' && stringOrEmpty(status) !== ''),
  };
}

function toEntry(entry: Json): StatusEntry {
  const updates = toObjects(entry.incident_updates);
  const [latest] = updates;
  return {
    name: stringOrEmpty(entry.name),
    status: stringOrEmpty(entry.status),
    impact: stringOrEmpty(entry.impact),
    started: stringOrEmpty(entry.scheduled_for ?? entry.started_at ?? entry.created_at),
    until: stringOrEmpty(entry.scheduled_until),
    updated: stringOrEmpty(entry.updated_at),
    latest: stringOrEmpty(latest?.body),
    components: affectedIn(entry, updates),
  };
}

function affectedIn(entry: Json, updates: readonly Json[]): string[] {
  const lists = updates.map(({ affected_components }) => toObjects(affected_components));
  const affected = lists.find((list) => list.length > 0) ?? [];
  const namesOf = (list: readonly Json[]) =>
    list.map(({ name }) => stringOrEmpty(name)).filter((name) => name !== '');
  const well = namesOf(affected.filter(({ new_status }) => new_status === 'operational'));
  const own = namesOf(toObjects(entry.components)).filter((name) => !well.some((each) => isSame(each, name)));
  const others = namesOf(affected).filter(
    (name) => !well.includes(name) && !own.some((each) => isSame(name, each)),
  );
  return [...new Set([...own, ...others])];
}

/** Updates write the group before the name: "Europe - Frankfurt, Germany - (FRA)". */
function isSame(inUpdate: string, component: string): boolean {
  return inUpdate === component || inUpdate.endsWith(` - ${component}`);
}

function toObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
