/** The table in README.md of this folder: what each class of incident asks, and whether the answers tell it. */
import { classOf, INCIDENTS, isQuiet } from './catalog.ts';
import type { Incident } from './incident.ts';
import { MISLEADS, NOT_YET } from './not-yet.ts';

/** The rows of the table, and its sums in words. */
export function incidentTable(): { summary: string; headings: string[]; rows: string[][] } {
  const incidents = INCIDENTS.filter((each) => !isQuiet(each));
  const classes = [...new Set(incidents.map(classOf))].map((name) =>
    incidents.filter((each) => classOf(each) === name),
  );
  const count = (holds: (worlds: Incident[]) => boolean) => classes.filter(holds).length;
  const further = incidents.length - classes.length;
  return {
    summary: [
      `Of ${classes.length} classes, ${count(([first]) => first !== undefined && isFound(first))} are found in their first world,`,
      `and ${count((worlds) => worlds.every(isFound))} in all of their worlds (${further} worlds are further ones of a class).`,
      `In ${INCIDENTS.filter(misleads).length} of ${INCIDENTS.length} worlds, a sentence leads away from the cause.`,
    ].join(' '),
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
