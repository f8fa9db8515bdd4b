/** The layers of src/, from the top to the bottom: a file may import from its own layer and from those below it. */

/** A name is a folder of src, or a file. The simulator stands beside them: it has layers of its own. */
export const LAYERS = [
  'main',
  'commands',
  'transports',
  'server',
  'catalog',
  'tools',
  'tool',
  'answers',
  'cloudflare',
  'settings',
  'telemetry',
  'text',
  'refusal',
  'limits',
  'version',
];

/** The same, inside src/simulator. */
export const SIMULATOR_LAYERS = [
  'faults',
  'simulator',
  'sample',
  'routes',
  'analytics',
  'api',
  'world',
  'delay',
];

/** What CONTRIBUTING.md says between its marks `layers:start` and `layers:end`. */
export function layersInWords(): string {
  const inOrder = (layers: readonly string[]) => layers.map((layer) => `\`${layer}\``).join(' → ');
  return [
    'A file imports from its own layer and from those to the right of it:',
    `${inOrder(LAYERS)}.`,
    `Inside \`simulator\`: ${inOrder(SIMULATOR_LAYERS)}.`,
  ].join('\n');
}
