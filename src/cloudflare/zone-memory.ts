/** A cache of zones by name, host and ID, for a minute, so that a series of calls looks up each zone only once. */
import { ZONE_MEMORY_MAX, ZONE_MEMORY_MS } from '../limits/cloudflare.ts';
import { toAsciiHost } from '../text/host-name.ts';
import { Memory } from './memory.ts';

export interface ZoneName {
  /** 32 hexadecimal digits; '' in a list, of a zone that cannot be read. */
  readonly id: string;
  /** In lower case and Punycode: the list of zones spells it in Unicode, and DNS records spell it in Punycode. */
  readonly name: string;
  /** The account that it belongs to, if Cloudflare says so. */
  readonly accountId?: string | undefined;
  /** Why public DNS does not answer with this zone's records; undefined for an ordinary zone. */
  readonly caveat?: string | undefined;
  /** Why no traffic passes Cloudflare, as its status tells; undefined for a zone that is active. */
  readonly noTraffic?: string | undefined;
  /** Which other zones have this name; undefined if it was found by its ID, or is the only one. */
  readonly note?: string | undefined;
}

export class ZoneMemory {
  readonly #zones = new Memory<ZoneName>(ZONE_MEMORY_MS, ZONE_MEMORY_MAX);

  /** @param key a zone's ID, its name or a host in it; alerts and logs spell names in Unicode too. */
  get(key: string): ZoneName | undefined {
    return this.#zones.get(toAsciiHost(key));
  }

  set(name: string, zone: ZoneName): void {
    this.#zones.set(toAsciiHost(name), zone);
  }
}
