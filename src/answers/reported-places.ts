/** What the status page reports about one of Cloudflare's places, whichever way it writes the place. */
import type { StatusPage } from '../cloudflare/status-page.ts';

/** As in "London, United Kingdom - (LHR)": the name of a component that is a place. */
const PLACE = /^\s*([^,(]+),.*- \(([A-Z]{3})\)\s*$/;
/** As in "LHR (London) on 2026-08-04": the name of a maintenance. */
const CODE_FIRST = /^\s*([A-Z]{3})\s*[(-]/;

/** The code of the place that a component is; undefined where it is a service. */
export function placeCode(component: string): string | undefined {
  return PLACE.exec(component)?.[2];
}

/**
 * Names of the incidents, maintenances and components that concern one of these places. The text of an update counts only
 * where neither the name nor the components say a place: it may tell of others, such as where traffic goes meanwhile.
 */
export function reportedAbout(page: StatusPage, codes: readonly string[]): string[] {
  const cities = citiesIn(page.componentNames);
  const concerns = (texts: readonly string[]) =>
    codes.some((code) => texts.some((text) => isAbout(text, code, cities)));
  const entries = [...page.incidents, ...page.maintenances].filter(({ name, components, latest }) => {
    const texts = [name, ...components];
    return concerns(texts.some((text) => namesPlace(text, cities)) ? texts : [...texts, latest]);
  });
  const components = page.components.filter(({ name }) => concerns([name]));
  return [...new Set([...entries, ...components].map(({ name }) => name))];
}

function citiesIn(components: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    components.flatMap((name) => {
      const [, city, code] = PLACE.exec(name) ?? [];
      return city !== undefined && code !== undefined ? [[code, city.trim()] as const] : [];
    }),
  );
}

/** A city counts only where no code is written: San Jose is a place in two countries. */
function isAbout(text: string, code: string, cities: ReadonlyMap<string, string>): boolean {
  const codes = codesIn(text, cities);
  if (codes.length > 0) return codes.includes(code);
  if (text.includes(`(${code})`) || CODE_FIRST.exec(text)?.[1] === code) return true;
  const city = cities.get(code);
  return city !== undefined && hasWord(text, city);
}

function namesPlace(text: string, cities: ReadonlyMap<string, string>): boolean {
  if (codesIn(text, cities).length > 0 || CODE_FIRST.test(text)) return true;
  return [...cities.values()].some((city) => hasWord(text, city));
}

/** Only codes of places that the page lists: other words are in capitals, too. */
function codesIn(text: string, cities: ReadonlyMap<string, string>): string[] {
  return (text.match(/\b[A-Z]{3}\b/g) ?? []).filter((word) => cities.has(word));
}

function hasWord(text: string, word: string): boolean {
  const at = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return at.includes(
    ` ${word
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `,
  );
}
