/** Cloudflare's public status page: on another host, without credentials and without envelope. */
import type { SimStatusPage } from '../world/status-page.ts';

export const STATUS_HOST = 'www.cloudflarestatus.com';

const SUMMARY_PATH = '/api/v2/summary.json';
const CLOSED = ['resolved', 'postmortem'];

export function answerStatusPage(
  { page, status, components, incidents, scheduled_maintenances }: SimStatusPage,
  { method, url }: { method: string; url: URL },
): Response {
  if (method !== 'GET') return Response.json({ error: 'Method not allowed' }, { status: 405 });
  if (url.pathname !== SUMMARY_PATH) return Response.json({ error: 'Not found' }, { status: 404 });
  return Response.json({
    page,
    components,
    incidents: incidents.filter((incident) => !CLOSED.includes(incident.status)),
    scheduled_maintenances: scheduled_maintenances.filter(({ status: state }) => state !== 'completed'),
    status,
  });
}
