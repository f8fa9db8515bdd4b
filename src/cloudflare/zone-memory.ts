/** Zones remembered for a minute under each name and ID used to look them up, so that a series of calls looks up each once. */
import { ZONE_MEMORY_MAX, ZONE_MEMORY_MS } from '../limits.ts';

export interface ZoneName {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** In Punycode, as Cloudflare spells it. */
  readonly name: string;
  /** Why public DNS does not return this zone's records as Cloudflare has them; undefined for an ordinary zone. */
  readonly caveat?: string | undefined;
}

export class ZoneMemory {
  readonly #entries = new Map<string, { zone: ZoneName; untilMs: number }>();

  get(key: string): ZoneName | undefined {
    const entry = this.#entries.get(key);
    return entry && Date.now() < entry.untilMs ? entry.zone : undefined;
  }

  set(key: string, zone: ZoneName): void {
    this.#entries.delete(key);
    this.#entries.set(key, { zone, untilMs: Date.now() + ZONE_MEMORY_MS });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > ZONE_MEMORY_MAX && oldest !== undefined) this.#entries.delete(oldest);
  }
}
