/** DNS records as rows: named fields only, and the time of a change only when it is recent. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import type { FormatRecentTime } from '../text/moment.ts';
import { textOrJson } from '../text/plain-text.ts';
import { type Row, toTable } from './table.ts';

const COLUMNS = [
  'zone',
  'name',
  'type',
  'content',
  'ttl',
  'proxied',
  'priority',
  'comment',
  'tags',
  'modified',
];

export function recordTable(rows: readonly Row[]) {
  return toTable(COLUMNS, rows);
}

/** @param zone only when the rows come from several zones. */
export function toRecordRow(
  record: RecordResponse,
  formatRecentTime: FormatRecentTime,
  zone?: ZoneName,
): Row {
  return {
    zone: zone?.name,
    name: record.name,
    type: record.type,
    content: textOrJson(record.content),
    ttl: record.ttl,
    proxied: record.proxied,
    priority: 'priority' in record ? record.priority : undefined,
    comment: record.comment,
    tags: Array.isArray(record.tags) ? record.tags.join(' ') : textOrJson(record.tags),
    modified: formatRecentTime(record.modified_on),
  };
}
