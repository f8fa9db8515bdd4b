/** Cloudflare's public status page: another host, no credentials, no envelope. */
import type { SimStatusPage } from '../world/status.ts';

export const STATUS_HOST = 'www.cloudflarestatus.com';

const API_ROOT = '/api/v2';
const RESOLVED = ['resolved', 'postmortem'];

export function answerStatusPage(
  world: SimStatusPage,
  { method, url }: { method: string; url: URL },
): Response {
  if (method !== 'GET') return Response.json({ error: 'Method not allowed' }, { status: 405 });
  const { page, status, components } = world;
  const incidents = world.incidents.filter((incident) => !RESOLVED.includes(incident.status));
  const planned = world.scheduled_maintenances.filter((each) => each.status !== 'completed');
  const active = planned.filter((each) => each.status !== 'scheduled');
  const documents: Record<string, unknown> = {
    '/summary.json': { page, components, incidents, scheduled_maintenances: planned, status },
    '/incidents/unresolved.json': { page, incidents },
    '/scheduled-maintenances/active.json': { page, scheduled_maintenances: active },
  };
  const document = url.pathname.startsWith(API_ROOT) ? url.pathname.slice(API_ROOT.length) : '';
  if (Object.hasOwn(documents, document)) return Response.json(documents[document]);
  return Response.json({ error: 'Not found' }, { status: 404 });
}
