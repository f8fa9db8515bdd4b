/** The program that is built for coverage imports this first. It records what ran, however a test started the process. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

const folder = new URL('.', pathToFileURL(process.argv[1]));
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

process.on('exit', () => {
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const program = result.filter(({ url }) => url.startsWith(folder.href) && url.endsWith('.mjs'));
    writeFileSync(new URL(`coverage/${process.pid}.json`, folder), JSON.stringify({ result: program }));
  });
});
