/** Loads the tools after the start: a host waits for the list of tools, which does not need their schemas. */
import type { Tool } from '../tool.ts';
import { definitionsOf } from './listed-tools.ts';

let loaded: Promise<readonly Tool[]> | undefined;

/** @throws Error for a tool that `tools/list` does not have. */
export function loadCatalog(): Promise<readonly Tool[]> {
  loaded ??= import('../catalog.ts').then(({ catalog }) => {
    definitionsOf(catalog);
    return catalog;
  });
  return loaded;
}

/** Undefined when nobody has asked for the tools yet. */
export function catalogUnderWay(): Promise<readonly Tool[]> | undefined {
  return loaded;
}
