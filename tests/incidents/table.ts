/** The table in README.md of this folder: what each class of incident asks, and whether the answers tell it. */
import { classOf, INCIDENTS, isQuiet } from './catalog.ts';
import type { Incident } from './incident.ts';
import { MISLEADS, NOT_YET } from './not-yet.ts';

interface Verdict {
  readonly found: number;
  readonly misleading: number;
}

/** The rows of the table, and its sums in one sentence. A class is found when each of its worlds is. */
export function incidentTable(): { summary: string; headings: string[]; rows: string[][] } {
  const classes = new Map<string, Incident[]>();
  for (const incident of INCIDENTS) {
    classes.set(classOf(incident), [...(classes.get(classOf(incident)) ?? []), incident]);
  }
  const verdict: Verdict = [...classes.values()].reduce(
    ({ found, misleading }, worlds) => ({
      found: found + Number(worlds.every(isFound) && !worlds.every(isQuiet)),
      misleading: misleading + Number(worlds.some(misleads)),
    }),
    { found: 0, misleading: 0 },
  );
  const of = [...classes.values()].filter((worlds) => !worlds.every(isQuiet)).length;
  return {
    summary: `${verdict.found} of ${of} classes are found; in ${verdict.misleading}, a sentence leads away from the cause.`,
    headings: ['world', 'complaint', 'calls', 'tools', 'found', 'not told yet', 'misleads'],
    rows: INCIDENTS.map(toRow),
  };
}

const isFound = ({ id }: Incident) => !Object.hasOwn(NOT_YET, id);
const misleads = ({ id }: Incident) => Object.hasOwn(MISLEADS, id);

function toRow(incident: Incident): string[] {
  const { id, complaint, questions } = incident;
  const tools = [...new Set(questions.map(([tool]) => `\`${tool}\``))];
  return [
    `\`${id}\``,
    complaint,
    String(questions.length),
    tools.join(', '),
    isFound(incident) ? 'yes' : 'no',
    (NOT_YET[id] ?? []).join('; '),
    (MISLEADS[id] ?? []).join('; '),
  ];
}
