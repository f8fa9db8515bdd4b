/** The layers of src/, from the top to the bottom: a file may import from its own layer and from those below it. */

/** Each name is a folder or a file of src. The simulator is not in the list, because it has its own layers. */
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
